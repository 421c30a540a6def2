using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Audit;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using McpGateway.Web.Pages.Agent;
using McpGateway.Web.Pages.Servers;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Dashboard;

/// <summary>The state of everything at a glance, live.</summary>
public sealed partial class DashboardPage
{
    internal static readonly NavItem Nav = new("Dashboard", "ui/", "dashboard", static _ => true);

    private const int MaxCards = 9;
    private const int MaxIssues = 8;

    private IReadOnlyList<ServerView> _servers = [];
    private IReadOnlyList<ServerView> _issues = [];
    private IReadOnlyList<AgentView> _agents = [];
    private IReadOnlyList<AgentView> _agentIssues = [];
    private CallTimeline? _calls;
    private CallRange? _counted;
    private IReadOnlyList<ServerView> _shown = [];
    private IReadOnlyList<DashboardIssue> _worst = [];
    private int _changed;

    [SupplyParameterFromQuery(Name = "range")]
    public string? RangeName { get; set; }

    private CallRange Range => CallRange.Find(RangeName, CallRange.Hour);

    [Inject]
    private ServerQueries Servers { get; set; } = null!;

    [Inject]
    private AgentQueries Agents { get; set; } = null!;

    [Inject]
    private CallAnalytics Analytics { get; set; } = null!;

    [Inject]
    private HealthRepository Health { get; set; } = null!;

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        _servers = Servers.List(caller, null);
        _issues = [.. _servers.Where(ServerFilter.HasIssue)];
        _shown = [.. new ServerFilter().Apply(_servers).Take(MaxCards)];
        _changed = _servers.Where(static view => view.MayModify).Sum(static view => view.ChangedTools);
        _agents = [.. Agents.List(caller, new()).Select(entry => AgentView.Of(Agents, entry))];
        _agentIssues = [.. _agents.Where(static view => view.Issues.Count > 0).OrderBy(static view => view.Severity)];
        _worst = await WorstAsync();
        _counted = Range;
        _calls = (await Analytics.ReadAsync(caller, CallSubject.Everything, Range, Gone)).Value;
    }

    protected override Task OnParametersSetAsync() =>
        _counted is not null && _counted != Range ? ReloadAsync() : Task.CompletedTask;

    /// <summary>Outages first, of servers and agents alike; those of the same weight by name.
    /// Since when is asked for those shown only.</summary>
    private async Task<IReadOnlyList<DashboardIssue>> WorstAsync()
    {
        var all = _issues.Select(DashboardIssue.Of).Concat(_agentIssues.Select(DashboardIssue.Of));
        var worst = all.OrderBy(static issue => issue.Severity).ThenBy(static issue => issue.Name, StringComparer.OrdinalIgnoreCase)
            .Take(MaxIssues).ToArray();
        for (var index = 0; index < worst.Length; index++)
        {
            if (worst[index] is { IsAgent: false, Severity: < ServerIssue.Least } issue)
            {
                worst[index] = issue with { Since = (await Health.FindAsync(issue.Path, Gone))?.Value.Since };
            }
        }

        return worst;
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return base.Concerns(change) || change.TouchesAgents;
    }

    /// <summary>For the numbers of calls.</summary>
    protected override TimeSpan? Every => TimeSpan.FromSeconds(5);
}
