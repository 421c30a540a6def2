using McpGateway.Proxy.Access;
using McpGateway.Proxy.Invocation;

namespace McpGateway.Core.Invocation;

/// <summary>A message to an agent behind the gateway, on behalf of a caller.</summary>
public sealed record AgentMessage
{
    /// <summary>Whose rights it has, and whose name it is recorded under.</summary>
    public required ProxyCaller Caller { get; init; }

    /// <summary>Where the caller came from.</summary>
    public required InvocationOrigin Origin { get; init; }

    /// <summary>The agent's path.</summary>
    public required string AgentPath { get; init; }

    public required string Text { get; init; }

    /// <summary>The conversation that it continues, as an earlier event named it; null for a new one.</summary>
    public string? ContextId { get; init; }

    /// <summary>The task that waits for it; null for a new one.</summary>
    public string? TaskId { get; init; }

    /// <summary>Id of the skill that is asked for; null for whichever fits.</summary>
    public string? Skill { get; init; }
}
