using McpGateway.Proxy.Admission;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Recording;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Shows what is under way to whoever measures. Nothing is counted for it: it is asked when somebody reads.</summary>
internal sealed class DataPlaneGauges(ProxyMeter meter, UpstreamCircuits circuits, MemoryBudget memory)
{
    /// <summary>Once, at start.</summary>
    public void Show() => meter.Watch(() => circuits.Calls, () => circuits.Open, () => memory.Held);
}
