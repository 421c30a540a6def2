using System.Text.Json;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Invocation;

namespace McpGateway.Core.Invocation;

/// <summary>A call of a tool behind the gateway, on behalf of a caller.</summary>
public sealed record ToolCall
{
    /// <summary>
    /// Whose rights the call has, and whose name it is recorded under: what authentication made of the credential, with its revocation and
    /// its limits.
    /// </summary>
    public required ProxyCaller Caller { get; init; }

    /// <summary>The server's path, with or without slashes at its ends.</summary>
    public required string ServerPath { get; init; }

    public required string Tool { get; init; }

    /// <summary>A JSON object; null for no arguments.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>
    /// Headers for the server beside those that the gateway sets. An <c>Authorization</c> here is a credential for the server.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Takes the <c>params</c> of each progress notification, in the order in which they come and before the result. Null when nobody wants
    /// them.
    /// </summary>
    public Func<JsonElement, CancellationToken, ValueTask>? Progress { get; init; }

    /// <summary>Where the caller came from: upstreams are told, and links in answers lead there.</summary>
    public required InvocationOrigin Origin { get; init; }
}
