using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Health.Probing;

/// <summary>What a check needs to know of a server.</summary>
internal sealed record ProbeTarget
{
    /// <summary>Base address, or null when there is none.</summary>
    public required Uri? Upstream { get; init; }

    public Uri? McpEndpoint { get; init; }

    public Uri? SseEndpoint { get; init; }

    public required IReadOnlyList<string> Transports { get; init; }

    public IReadOnlyList<ServerHeader> Headers { get; init; } = [];

    /// <summary>The protocol revision that the server spoke last time: saves a round of finding out.</summary>
    public string? KnownRevision { get; init; }

    public bool IsInProcess => Upstream?.Scheme == InProcessHandler.Scheme;

    public static ProbeTarget Of(ServerRecord server, ServerSecretsRecord? secrets, ServerToolsRecord? tools)
    {
        var upstream = AddressOf(server.ProxyPassUrl);
        if (upstream is not null && server.Tags.Contains("anthropic-registry"))
        {
            upstream = WithInstanceId(upstream);
        }

        return new()
        {
            Upstream = upstream,
            McpEndpoint = AddressOf(server.McpEndpoint),
            SseEndpoint = AddressOf(server.SseEndpoint),
            Transports = server.SupportedTransports,
            Headers = secrets?.Headers ?? [],
            KnownRevision = tools?.ProtocolVersion,
        };
    }

    /// <summary>The same with another credential in place of the configured one.</summary>
    public ProbeTarget With(ServerHeader credential) => this with
    {
        Headers = [.. Headers.Where(header => !header.Name.Equals(credential.Name, StringComparison.OrdinalIgnoreCase)), credential],
    };

    private static Uri? AddressOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https" or InProcessHandler.Scheme)
            ? address
            : null;

    /// <summary>Imported servers expect an instance; clients of the reference always send this one.</summary>
    private static Uri WithInstanceId(Uri address) => address.Query.Contains("instance_id=", StringComparison.Ordinal)
        ? address
        : new UriBuilder(address)
        {
            Query = address.Query.Length > 1 ? $"{address.Query[1..]}&instance_id=default" : "instance_id=default",
        }.Uri;
}
