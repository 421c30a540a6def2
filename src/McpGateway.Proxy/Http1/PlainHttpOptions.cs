using System.Net;
using System.Net.Sockets;

namespace McpGateway.Proxy.Http1;

/// <summary>What connections of one kind may do, and how one is opened.</summary>
internal sealed record PlainHttpOptions
{
    /// <summary>Opens a connection, to addresses only that may be dialled.</summary>
    public required Func<DnsEndPoint, CancellationToken, ValueTask<Socket>> Dial { get; init; }

    /// <summary>For name resolution and TCP together.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>Connections to one host and port; more requests wait.</summary>
    public required int MaxConnectionsPerServer { get; init; }

    /// <summary>Limit of the answer's headers.</summary>
    public required int MaxResponseHeaderBytes { get; init; }
}
