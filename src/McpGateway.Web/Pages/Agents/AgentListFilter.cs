using System.Globalization;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Agent;

namespace McpGateway.Web.Pages.Agents;

/// <summary>What a list of agents is narrowed to and how it is sorted, in the address of the page. Pure.</summary>
internal sealed record AgentListFilter
{
    public const string All = "all";
    public const string Enabled = "enabled";
    public const string Healthy = "healthy";
    public const string Disabled = "disabled";
    public const string Issues = "issues";
    public const string Severity = "severity";

    public static readonly IReadOnlyList<(string Status, string Text)> Statuses =
        [(All, "All"), (Issues, "Issues"), (Healthy, "Healthy"), (Enabled, "Enabled"), (Disabled, "Disabled")];

    public static readonly IReadOnlyList<(string Sort, string Text)> Sorts =
    [
        (Severity, "Most urgent first"), ("name", "Name"), ("rating", "Best rated"), ("skills", "Most skills"), ("newest", "Newest"),
    ];

    public string Status { get; init; } = All;

    public string Text { get; init; } = "";

    public string Tag { get; init; } = "";

    public string Visibility { get; init; } = "";

    /// <summary>As in the list of servers.</summary>
    public string Source { get; init; } = "";

    public string Sort { get; init; } = Severity;

    public bool AsTable { get; init; }

    /// <summary>What an address says; values that mean nothing count as not stated.</summary>
    public static AgentListFilter Of(
        string? status, string? text, string? tag, string? visibility, string? sort, string? view, string? source = null) => new()
        {
            Status = Statuses.Any(known => known.Status == status) ? status! : All,
            Text = text ?? "",
            Tag = tag ?? "",
            Visibility = ItemVisibility.All.Contains(visibility ?? "") ? visibility! : "",
            Source = source ?? "",
            Sort = Sorts.Any(known => known.Sort == sort) ? sort! : Severity,
            AsTable = view == "table",
        };

    /// <summary>The parameters of the address; null removes one.</summary>
    public IReadOnlyDictionary<string, object?> Parameters() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["status"] = Status == All ? null : Status,
        ["q"] = Text.Length == 0 ? null : Text,
        ["tag"] = Tag.Length == 0 ? null : Tag,
        ["visibility"] = Visibility.Length == 0 ? null : Visibility,
        ["source"] = Source.Length == 0 ? null : Source,
        ["sort"] = Sort == Severity ? null : Sort,
        ["view"] = AsTable ? "table" : null,
    };

    public static bool Has(AgentView view, string status) => status switch
    {
        Enabled => view.Agent.IsEnabled,
        Healthy => HealthStatus.IsRoutable(view.Health.Status) && view.Issues.Count == 0,
        Disabled => !view.Agent.IsEnabled,
        Issues => view.Issues.Count > 0,
        _ => true,
    };

    public IReadOnlyList<AgentView> Apply(IReadOnlyList<AgentView> agents)
    {
        var kept = agents.Where(view => Has(view, Status) && (Tag.Length == 0 || view.Agent.Tags.Contains(Tag))
            && (Visibility.Length == 0 || view.Agent.Visibility == Visibility)
            && SourceChoice.Fits(view.Agent.Origin, Source) && Matches(view));
        var sorted = Sort switch
        {
            "name" => kept.OrderBy(static _ => 0),
            "rating" => kept.OrderByDescending(static view => view.Agent.Stars),
            "skills" => kept.OrderByDescending(static view => view.Entry.Card.Skills.Count),
            "newest" => kept.OrderByDescending(static view => view.Agent.RegisteredAt),
            _ => kept.OrderBy(static view => view.Severity),
        };
        return
        [
            .. sorted.ThenBy(static view => view.Entry.Card.Name, StringComparer.Create(CultureInfo.InvariantCulture, ignoreCase: true))
                .ThenBy(static view => view.Agent.Path, StringComparer.Ordinal),
        ];
    }

    private bool Matches(AgentView view) =>
        Text.Length == 0
        || Contains(view.Entry.Card.Name)
        || Contains(view.Agent.Path)
        || Contains(view.Entry.Card.Description)
        || (view.Entry.Card.Provider is { } provider && Contains(provider.Organization))
        || view.Agent.Tags.Any(Contains)
        || view.Entry.Card.Skills.Any(skill => Contains(skill.Name) || Contains(skill.Id));

    private bool Contains(string text) => text.Contains(Text, StringComparison.OrdinalIgnoreCase);
}
