using McpGateway.Core.Registry.Servers;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Operations;

/// <summary>New servers are held where scans of what is new may disable them: what would be disabled is not offered meanwhile.</summary>
internal sealed class UnscannedHold(IOptions<ScanOptions> options) : IOfferHold
{
    public bool IsActive => options.Value.Servers is { Enabled: true, OnRegistration: true, BlockUnsafe: true };
}
