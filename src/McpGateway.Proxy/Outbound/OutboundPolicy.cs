using McpGateway.Proxy.Http1;

namespace McpGateway.Proxy.Outbound;

/// <summary>What outgoing connections of one kind may do.</summary>
internal sealed record OutboundPolicy
{
    /// <summary>Whether private and loopback addresses may be dialled. Cloud metadata and link-local addresses never may.</summary>
    public required bool AllowsPrivateAddresses { get; init; }

    /// <summary>For name resolution, TCP and TLS together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections to one host and port; more requests wait.</summary>
    public int MaxConnectionsPerServer { get; init; } = 64;

    /// <summary>Limit of the answer's headers, in kilobytes.</summary>
    public int MaxResponseHeadersKilobytes { get; init; } = 32;

    /// <summary>The same for connections of our own, which dial through the guard.</summary>
    public PlainHttpOptions ForPlainHttp() => new()
    {
        Dial = (target, cancellationToken) => OutboundGuard.DialAsync(target, AllowsPrivateAddresses, cancellationToken),
        ConnectTimeout = ConnectTimeout,
        MaxConnectionsPerServer = MaxConnectionsPerServer,
        MaxResponseHeaderBytes = MaxResponseHeadersKilobytes * 1024,
    };
}
