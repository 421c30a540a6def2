namespace McpGateway.Core.Health;

/// <summary>The health of one server, as held in memory.</summary>
/// <param name="Key">The server's key.</param>
/// <param name="Path">The path as registered, which clients use as the key.</param>
/// <param name="TechnicalName">The name that access rules use.</param>
public sealed record ServerHealthState(string Key, string Path, string TechnicalName, string DisplayName)
{
    /// <summary>Raw status as clients read it.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is so, in sentences; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    public bool NeedsCredentials { get; init; }

    /// <summary>What could be registered in place of an address that redirects; null when it does not.</summary>
    public string? FinalAddress { get; init; }

    public required DateTimeOffset? LastChecked { get; init; }

    public required int Tools { get; init; }
}
