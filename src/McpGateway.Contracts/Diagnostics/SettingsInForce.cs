namespace McpGateway.Contracts.Diagnostics;

/// <summary>Answer of <c>GET /api/config</c>.</summary>
public sealed record SettingsInForce(IReadOnlyList<SettingInForce> Settings);

/// <summary>One setting.</summary>
/// <param name="Key">The configuration key.</param>
/// <param name="Value">The value in force; of a secret only whether there is one.</param>
/// <param name="Secret">Whether the value is not shown.</param>
public sealed record SettingInForce(string Key, string Value, bool Secret)
{
    /// <summary>Its own names in the environment; the first that is set counts.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];
}
