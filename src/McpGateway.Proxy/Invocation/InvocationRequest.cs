using System.Net;
using McpGateway.Proxy.Access;

namespace McpGateway.Proxy.Invocation;

/// <summary>One HTTP request of MCP as a client of the gateway would send it.</summary>
public sealed record InvocationRequest
{
    public required HttpMethod Method { get; init; }

    /// <summary>Path and query at the gateway, for instance <c>/currenttime/mcp</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Who asks. The request is judged, forwarded and recorded as this caller's.</summary>
    public required ProxyCaller Caller { get; init; }

    /// <summary>
    /// Headers beside <c>Content-Type</c>. An <c>Authorization</c> among them is the upstream's: the caller's own credential is no part of
    /// this.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The JSON-RPC message of a POST.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Where the caller came from.</summary>
    public InvocationOrigin Origin { get; init; } = InvocationOrigin.Unknown;
}

/// <summary>What upstreams are told about the connection on which the caller came.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">The gateway's host as the caller addressed it.</param>
/// <param name="Address">The caller's address; null when not known.</param>
public sealed record InvocationOrigin(string Scheme, string Host, IPAddress? Address)
{
    public static readonly InvocationOrigin Unknown = new("http", "localhost", null);
}
