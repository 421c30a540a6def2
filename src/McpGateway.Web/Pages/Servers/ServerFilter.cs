using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Servers;

/// <summary>What a list of servers is narrowed to and how it is sorted, in the address of the page. Pure.</summary>
internal sealed record ServerFilter
{
    public const string All = "all";
    public const string Enabled = "enabled";
    public const string Healthy = "healthy";
    public const string Disabled = "disabled";
    public const string Issues = "issues";

    public static readonly IReadOnlyList<(string Status, string Text)> Statuses =
        [(All, "All"), (Issues, "Issues"), (Healthy, "Healthy"), (Enabled, "Enabled"), (Disabled, "Disabled")];

    public const string Severity = "severity";
    private const string ByName = "name";
    private const string Descending = "descending";
    private const string Table = "table";

    public static readonly IReadOnlyList<(string Sort, string Text)> Sorts =
    [
        (Severity, "Most urgent first"), (ByName, "Name"), ("path", "Path"), ("status", "Status"), ("tools", "Tools"), ("rating", "Rating"),
        ("checked", "Last check"),
    ];

    public string Status { get; init; } = All;

    public string Tag { get; init; } = "";

    public string Text { get; init; } = "";

    /// <summary>
    /// Id of the source that servers came from; <see cref="SourceChoice.Here"/> for those registered here; empty for all.
    /// </summary>
    public string Source { get; init; } = "";

    public string Sort { get; init; } = Severity;

    public bool IsDescending { get; init; }

    public bool AsTable { get; init; }

    /// <summary>What an address says; values that mean nothing count as not stated.</summary>
    public static ServerFilter Of(
        string? status, string? text, string? tag, string? sort, string? order, string? view, string? source = null) => new()
        {
            Status = Statuses.Any(known => known.Status == status) ? status! : All,
            Text = text ?? "",
            Tag = tag ?? "",
            Source = source ?? "",
            Sort = Sorts.Any(known => known.Sort == sort) ? sort! : Severity,
            IsDescending = order == Descending,
            AsTable = view == Table,
        };

    /// <summary>The parameters of the address; null removes one.</summary>
    public IReadOnlyDictionary<string, object?> Parameters() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["status"] = Status == All ? null : Status,
        ["q"] = Text.Length == 0 ? null : Text,
        ["tag"] = Tag.Length == 0 ? null : Tag,
        ["source"] = Source.Length == 0 ? null : Source,
        ["sort"] = Sort == Severity ? null : Sort,
        ["order"] = IsDescending ? Descending : null,
        ["view"] = AsTable ? Table : null,
    };

    public static bool HasIssue(ServerView view) => ServerIssue.Of(view).Count > 0;

    public static bool Has(ServerView view, string status) => status switch
    {
        Enabled => view.Server.IsEnabled,
        Healthy => view.Health.Status == HealthStatus.Healthy && !ServerIssue.WantsCredentials(view.Health) && !view.IsHeld,
        Disabled => !view.Server.IsEnabled,
        Issues => HasIssue(view),
        _ => true,
    };

    public IReadOnlyList<ServerView> Apply(IReadOnlyList<ServerView> servers)
    {
        var kept = servers.Where(view => Has(view, Status) && (Tag.Length == 0 || view.Server.Tags.Contains(Tag))
            && SourceChoice.Fits(view.Server.Origin, Source) && Matches(view.Server));
        var sorted = Sort switch
        {
            "status" => kept.OrderBy(static view => view.Health.Status, StringComparer.Ordinal),
            "tools" => kept.OrderBy(static view => view.Tools),
            "checked" => kept.OrderBy(static view => view.Health.LastChecked),
            "rating" => kept.OrderBy(static view => view.Server.Stars),
            "path" => kept.OrderBy(static view => view.Server.Key, StringComparer.Ordinal),
            ByName => kept.OrderBy(static view => view.Server.ServerName, StringComparer.OrdinalIgnoreCase),
            _ => kept.OrderBy(ServerIssue.SeverityOf).ThenBy(static view => view.Server.ServerName, StringComparer.OrdinalIgnoreCase),
        };
        IReadOnlyList<ServerView> result = [.. sorted.ThenBy(static view => view.Server.Key, StringComparer.Ordinal)];
        return IsDescending ? [.. result.Reverse()] : result;
    }

    private bool Matches(ServerRecord server) =>
        Text.Length == 0
        || server.ServerName.Contains(Text, StringComparison.OrdinalIgnoreCase)
        || server.Key.Contains(Text, StringComparison.OrdinalIgnoreCase)
        || server.Description.Contains(Text, StringComparison.OrdinalIgnoreCase)
        || server.Tags.Any(tag => tag.Contains(Text, StringComparison.OrdinalIgnoreCase));
}
