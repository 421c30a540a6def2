using System.Text.Json;
using McpGateway.Core.Foundation;
using McpGateway.Proxy.Invocation;

namespace McpGateway.Core.Invocation;

/// <summary>A call of a tool behind the gateway, on behalf of a caller.</summary>
public sealed record ToolCall
{
    /// <summary>Whose rights the call has, and whose name it is recorded under.</summary>
    public required Caller Caller { get; init; }

    /// <summary>The server's path, with or without slashes at its ends.</summary>
    public required string ServerPath { get; init; }

    public required string Tool { get; init; }

    /// <summary>A JSON object; null for no arguments.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>Headers for the server beside those that the gateway sets. An <c>Authorization</c> here is a credential for the server.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Takes the <c>params</c> of each progress notification, in the order in which they come and before the result. Null when nobody wants them.
    /// </summary>
    public Func<JsonElement, CancellationToken, ValueTask>? Progress { get; init; }

    /// <summary>Cancelled when the caller's credential is revoked.</summary>
    public CancellationToken Revoked { get; init; }

    /// <summary>Where the caller came from.</summary>
    public InvocationOrigin Origin { get; init; } = InvocationOrigin.Unknown;
}
