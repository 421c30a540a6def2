using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Health;
using McpGateway.Core.Health.History;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Agent;

/// <summary>Everything about one agent, and what may be done with it.</summary>
public sealed partial class AgentPage
{
    private static readonly (string Tab, string Text)[] Tabs =
    [
        ("overview", "Overview"), ("skills", "Skills"), ("try", "Try it"), ("connect", "Connect"), ("access", "Access"), ("card", "Card"),
        ("security", "Security"),
    ];

    private static readonly (string Tab, string Text) Credentials = ("credentials", "Credentials");

    private AgentView? _view;
    private AgentRights _rights = AgentRights.None;
    private AgentAccess? _access;
    private HealthHistory? _history;
    private Error? _problem;
    private string? _shown;
    private string _tab = "overview";

    [Parameter]
    public string Path { get; set; } = "";

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "skill")]
    public string? Skill { get; set; }

    [Inject]
    private AgentQueries Queries { get; set; } = null!;

    [Inject]
    private AgentAccessQueries Access { get; set; } = null!;

    [Inject]
    private HealthHistoryQueries Histories { get; set; } = null!;

    [Inject]
    private ScanQueries Scans { get; set; } = null!;

    [Inject]
    private ToggleAgent Toggle { get; set; } = null!;

    [Inject]
    private CheckAgent Check { get; set; } = null!;

    [Inject]
    private DeleteAgent Remove { get; set; } = null!;

    [Inject]
    private RateAgent Rating { get; set; } = null!;

    [Inject]
    private ReviewCard Review { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    private IEnumerable<(string Tab, string Text)> ShownTabs => _rights.MayModify ? [.. Tabs, Credentials] : Tabs;

    protected override async Task LoadAsync()
    {
        _shown = Path;
        var caller = await Session.CallerAsync();
        var found = Queries.Find(caller, Path);
        (_view, _problem) = (found.IsSuccess ? AgentView.Of(Queries, found.Value) : null, found.Error);
        _rights = found.IsSuccess ? AgentRights.Of(caller, found.Value) : AgentRights.None;
        _access = Access.Find(caller, Path).Value;
        _history = found.IsSuccess ? (await Histories.FindAgentAsync(caller, Path, Gone)).Value : null;
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess
            || ((change.TouchesAgents || change.TouchesHistory || change.TouchesScans) && change.Keys.Contains(AgentPath.KeyOf(Path)));
    }

    protected override async Task OnParametersSetAsync()
    {
        _tab = Tabs.Append(Credentials).Any(known => known.Tab == Tab) ? Tab! : "overview";
        if (_shown is not null && AgentPath.KeyOf(_shown) != AgentPath.KeyOf(Path))
        {
            // Nothing of the agent that was left is shown, nor can be acted upon, under the address of another.
            (_view, _history, _problem) = (null, null, null);
            await ReloadAsync();
        }
    }

    private Task ToggleAsync() => BusyAsync(async () =>
    {
        var enable = !_view!.Agent.IsEnabled;
        var outcome = await Toggle.ExecuteAsync(await Session.CallerAsync(), Path, enable, Gone);
        Report(outcome, enable ? "Enabled. The agent takes calls as soon as it is healthy." : "Disabled. Calls are refused from now on.");
    });

    private Task CheckAsync() => BusyAsync(async () =>
    {
        var outcome = await Check.ExecuteAsync(await Session.CallerAsync(), Path, Gone);
        if (outcome is { IsSuccess: true, Value: var check } && !HealthStatus.IsRoutable(check.Status))
        {
            ShowError($"Checked: the agent is down. {SafeText.Show(check.Reason ?? check.Status)}");
            return;
        }

        Report(outcome, outcome is { IsSuccess: true, Value.NeedsCredentials: true }
            ? "Checked: it answers, and wants a credential."
            : "Checked: the agent is healthy.");
    });

    private Task DeleteAsync() => TryAsync(async () =>
    {
        // Not busy while it asks: a button that is disabled cannot have the focus back from the dialog.
        var name = SafeText.Show(_view!.Entry.Card.Name);
        var isSure = await Confirmation.AskAsync(
            $"Delete {name}?",
            $"“{name}” with its ratings, credentials and health history will be gone. Clients that use it are refused at once. "
                + "Rules that name its path stay.",
            "Delete");
        if (isSure && Report(await Remove.ExecuteAsync(await Session.CallerAsync(), Path, Gone), $"{name} was deleted."))
        {
            Navigation.NavigateTo("ui/agents");
        }
    });

    private Task RateAsync(int stars) => BusyAsync(async () =>
        Report(await Rating.ExecuteAsync(await Session.CallerAsync(), Path, stars, Gone), "Thank you for rating."));

    private Task RefreshAsync() => BusyAsync(async () =>
    {
        var outcome = await Review.RefreshAsync(await Session.CallerAsync(), Path, Gone);
        Report(outcome, outcome is { IsSuccess: true, Value.Changes.Count: > 0 }
            ? "Fetched: the card differs from the approved one."
            : "Fetched: the card is the approved one.");
    });

    /// <summary>With the hash that was read: a card that changed once more meanwhile is not approved unseen.</summary>
    private Task ApproveAsync(string hash) => BusyAsync(async () =>
        Report(await Review.ApproveAsync(await Session.CallerAsync(), Path, hash, Gone), "The new card is in force."));

    private Task RejectAsync(string hash) => BusyAsync(async () =>
        Report(
            await Review.RejectAsync(await Session.CallerAsync(), Path, hash, Gone),
            "Rejected. The approved card stays in force; the agent is flagged again when its card changes once more."));
}
