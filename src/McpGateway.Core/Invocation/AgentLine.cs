using McpGateway.Core.Agents.Cards;

namespace McpGateway.Core.Invocation;

/// <summary>How an agent is spoken to through the gateway: one of the bindings and versions that its card offers.</summary>
/// <param name="IsRpc">JSON-RPC; else HTTP+JSON.</param>
/// <param name="IsVersion1">In the words of A2A 1.0; else of 0.3.</param>
/// <param name="Version">What <c>A2A-Version</c> says.</param>
/// <param name="Streams">Whether the agent says that it streams.</param>
internal sealed record AgentLine(bool IsRpc, bool IsVersion1, string Version, bool Streams)
{
    /// <summary>The best line of an agent; null when it offers none that the gateway carries.</summary>
    public static AgentLine? Of(AgentCard card)
    {
        var offered = card.Interfaces
            .Where(static item => Is(item, A2aBinding.JsonRpc) || Is(item, A2aBinding.HttpJson))
            .OrderByDescending(static item => Is(item, A2aBinding.JsonRpc))
            .ThenByDescending(static item => item.IsVersion1)
            .FirstOrDefault();
        return offered is null
            ? null
            : new(Is(offered, A2aBinding.JsonRpc), offered.IsVersion1, offered.SpokenVersion, card.Capabilities.Streaming);
    }

    private static bool Is(AgentInterface item, string binding) => item.Binding.Equals(binding, StringComparison.OrdinalIgnoreCase);
}
