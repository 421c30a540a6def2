namespace McpGateway.Core.Health.Discovery;

/// <summary>How much is kept of what servers say beside their tools.</summary>
internal static class ItemLimits
{
    /// <summary>Characters of a text that is shown.</summary>
    public const int LongestText = 16 * 1024;

    /// <summary>Prompts, resources and resource templates, of each kind.</summary>
    public const int MostItems = 500;
}
