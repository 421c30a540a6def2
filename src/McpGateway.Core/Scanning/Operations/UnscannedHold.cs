using McpGateway.Core.Registry.Servers;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Operations;

/// <summary>What is new is held where scans of what is new may disable it: what would be disabled is not offered meanwhile.</summary>
internal sealed class UnscannedHold(IOptions<ScanOptions> options) : IOfferHold
{
    public bool HoldsServers => Holds(options.Value.Servers);

    public bool HoldsAgents => Holds(options.Value.Agents);

    private static bool Holds(ScanPolicy policy) => policy is { Enabled: true, OnRegistration: true, BlockUnsafe: true };
}
