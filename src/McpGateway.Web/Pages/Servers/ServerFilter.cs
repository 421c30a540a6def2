using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Web.Pages.Servers;

/// <summary>What a list of servers is narrowed to and how it is sorted. Pure.</summary>
internal sealed record ServerFilter
{
    public const string All = "all";
    public const string Enabled = "enabled";
    public const string Healthy = "healthy";
    public const string Disabled = "disabled";
    public const string Issues = "issues";

    public string Status { get; init; } = All;

    public string Tag { get; init; } = "";

    public string Text { get; init; } = "";

    public string Sort { get; init; } = "name";

    public bool IsDescending { get; init; }

    public static bool HasIssue(ServerView view) =>
        view.ChangedTools > 0
        || (view.Server.IsEnabled && view.Health.Status is not (HealthStatus.Healthy or HealthStatus.Checking or HealthStatus.Unknown));

    public static bool Has(ServerView view, string status) => status switch
    {
        Enabled => view.Server.IsEnabled,
        Healthy => HealthStatus.IsRoutable(view.Health.Status),
        Disabled => !view.Server.IsEnabled,
        Issues => HasIssue(view),
        _ => true,
    };

    public IReadOnlyList<ServerView> Apply(IReadOnlyList<ServerView> servers)
    {
        var kept = servers.Where(view => Has(view, Status) && (Tag.Length == 0 || view.Server.Tags.Contains(Tag)) && Matches(view.Server));
        var sorted = Sort switch
        {
            "status" => kept.OrderBy(static view => view.Health.Status, StringComparer.Ordinal),
            "tools" => kept.OrderBy(static view => view.Tools),
            "checked" => kept.OrderBy(static view => view.Health.LastChecked),
            "rating" => kept.OrderBy(static view => view.Server.Stars),
            "path" => kept.OrderBy(static view => view.Server.Key, StringComparer.Ordinal),
            _ => kept.OrderBy(static view => view.Server.ServerName, StringComparer.OrdinalIgnoreCase),
        };
        IReadOnlyList<ServerView> result = [.. sorted.ThenBy(static view => view.Server.Key, StringComparer.Ordinal)];
        return IsDescending ? [.. result.Reverse()] : result;
    }

    private bool Matches(ServerRecord server) =>
        Text.Length == 0
        || server.ServerName.Contains(Text, StringComparison.OrdinalIgnoreCase)
        || server.Key.Contains(Text, StringComparison.OrdinalIgnoreCase)
        || server.Description.Contains(Text, StringComparison.OrdinalIgnoreCase);
}
