using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health;

/// <summary>The health of one server, as held in memory.</summary>
/// <param name="Key">The server's key.</param>
/// <param name="Path">The path as registered, which clients use as the key.</param>
/// <param name="TechnicalName">The name that access rules use.</param>
public sealed record ServerHealthState(string Key, string Path, string TechnicalName, string DisplayName)
{
    /// <summary>Raw status as clients read it.</summary>
    public required string Status { get; init; }

    public CheckFinding Finding { get; init; } = CheckFinding.None;

    public required DateTimeOffset? LastChecked { get; init; }

    public required int Tools { get; init; }
}
