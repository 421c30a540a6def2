namespace McpGateway.Core.Agents;

/// <summary>
/// What the API appends to an agent's path, which may contain slashes itself: routes, and names that no agent's path may end in.
/// </summary>
internal static class AgentRoutes
{
    public const string Toggle = "toggle";
    public const string Rate = "rate";
    public const string Rating = "rating";
    public const string Health = "health";
    public const string History = "health/history";
    public const string ScanResult = "security-scan";
    public const string Rescan = "rescan";
    public const string Card = "card";
    public const string Changes = "card/changes";
    public const string Refresh = "card/refresh";
    public const string Approve = "card/approve";
    public const string Reject = "card/reject";

    /// <summary>Routes that stand where an agent's path may stand.</summary>
    public const string Discover = "discover";

    /// <summary>Everything that may follow an agent's path.</summary>
    public static readonly IReadOnlyList<string> Suffixes =
        [Toggle, Rate, Rating, Health, History, ScanResult, Rescan, Card, Changes, Refresh, Approve, Reject];

    /// <summary>The template of the route that ends in a suffix, below a prefix of the API.</summary>
    public static string Below(string suffix) => $"/{{**path:endsin({suffix})}}";

    /// <summary>The agent's path in a route that ends in a suffix.</summary>
    public static string AgentOf(string path, string suffix) => path[..^(suffix.Length + 1)];
}
