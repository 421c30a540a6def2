using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.A2a;

/// <summary>A request of the HTTP+JSON binding.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Operation">What its HTTP method does there.</param>
internal sealed record RestCall(RestPath Path, A2aOperation Operation)
{
    /// <summary>Whether the request has parameters in a body.</summary>
    public bool NeedsBody => Operation is A2aOperation.SendMessage or A2aOperation.SendStreamingMessage or A2aOperation.CreatePushConfig;
}
