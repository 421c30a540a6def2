using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Components.Charts;
using McpGateway.Web.Findings;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Security;

/// <summary>The security of the whole registry: posture, trend, findings and the decisions on them. For administrators.</summary>
public sealed partial class SecurityPage
{
    internal static readonly NavItem Nav = new("Security", "ui/security", "shield", static caller => caller.Permissions.IsAdmin);

    private const int MostShown = 50;
    private const int Days = 30;

    private static readonly Severity[] Severities = [Severity.Critical, Severity.High, Severity.Medium, Severity.Low];

    private static readonly FindingState[] States = [FindingState.Open, FindingState.Accepted, FindingState.Fixed];

    private static readonly (ScanVerdict Verdict, string Text, string About)[] Verdicts =
    [
        (ScanVerdict.Unsafe, "Unsafe", "high or critical"), (ScanVerdict.Failed, "Not judged", "the scan failed"),
        (ScanVerdict.Warning, "Warnings", "medium at most"), (ScanVerdict.Safe, "Safe", "low at most"),
    ];

    private readonly AddressedFilter<SecurityListFilter> _filter = new();
    private ScanOverview? _overview;
    private Error? _problem;
    private IReadOnlyList<ScanDay> _trend = [];
    private IReadOnlyList<OwnedFinding> _open = [];
    private IReadOnlyList<OwnedFinding> _shown = [];
    private IReadOnlyList<ScannedItem> _items = [];
    private IReadOnlyDictionary<string, ServerRecord> _servers = new Dictionary<string, ServerRecord>(StringComparer.Ordinal);
    private int _quarantined;

    [SupplyParameterFromQuery(Name = "severity")]
    public string? SeverityName { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    public string? StateName { get; set; }

    [SupplyParameterFromQuery(Name = "verdict")]
    public string? VerdictName { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [Inject]
    private ScanQueries Queries { get; set; } = null!;

    [Inject]
    private ServerQueries Servers { get; set; } = null!;

    [Inject]
    private Rescan Rescan { get; set; } = null!;

    [Inject]
    private JudgeFinding Judge { get; set; } = null!;

    private SecurityListFilter Filter => _filter.Current;

    private bool IsRunning => _overview?.Run is { Run.EndedAt: null };

    private string TrendSummary => $"Open findings: {_trend[^1].Count} now, at most {_trend.Max(static day => day.Count)} in {Days} days";

    private IReadOnlyList<ChartMeasure> TrendMeasures =>
    [
        new("Critical", "bad", [.. _trend.Select(static day => (double?)day.Critical)]),
        new("High", "denied", [.. _trend.Select(static day => (double?)day.High)]),
    ];

    protected override Task OnInitializedAsync()
    {
        _filter.Arrive(Address());
        return base.OnInitializedAsync();
    }

    protected override void OnParametersSet()
    {
        if (IsLoaded && _filter.Arrive(Address()))
        {
            Narrow();
        }
    }

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        var found = Queries.Overview(caller);
        (_overview, _problem) = (found.Value, found.Error);
        if (found.IsSuccess)
        {
            var servers = Servers.List(caller, null);
            _servers = servers.ToDictionary(static view => view.Server.Key, static view => view.Server, StringComparer.Ordinal);
            _quarantined = servers.Where(static view => view.MayModify).Sum(static view => view.ChangedTools);
            _trend = ScanDay.Of(found.Value, Days);
            _open = [.. OwnedFinding.Of(found.Value.Items, found.Value.At, FindingState.Open)];
            Narrow();
        }
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess || change.TouchesScans || change.TouchesServers || change.TouchesAgents;
    }

    private SecurityListFilter Address() => SecurityListFilter.Of(SeverityName, StateName, VerdictName, Query);

    private void Narrow()
    {
        if (_overview is { } overview)
        {
            _shown = Filter.Apply(overview.Items, overview.At);
            _items = Filter.Items(overview.Items);
        }
    }

    private async Task NarrowAsync(SecurityListFilter filter)
    {
        if (_filter.Choose(filter))
        {
            Narrow();
            await ReplaceQueryAsync(filter.Parameters());
        }
    }

    private int Count(ScanVerdict verdict) => _overview!.Items.Count(item => item.Badge?.Verdict == verdict);

    private string StateOf(ScannedItem item) => item.Kind switch
    {
        SubjectKind.Agent => "",
        SubjectKind.Server => _servers.GetValueOrDefault(item.Path) is not { } server ? ""
            : server.IsHeld ? "Held until it is scanned"
            : !server.IsEnabled ? "Disabled"
            : item.Record?.IsOverridden(_overview!.At) == true && !item.Record.IsSafe(_overview.At)
                ? $"Enabled all the same by {SafeText.Show(item.Record.Override!.By)}" : "Enabled",
    };

    private Task ScanAllAsync() => BusyAsync(async () =>
    {
        if (!IsRunning)
        {
            Report(await Rescan.ExecuteForAllAsync(await Session.CallerAsync(), Gone), "Everything is being scanned.");
        }
    });

    private Task AcceptAsync(OwnedFinding item, FindingDecision decision) => BusyAsync(async () => Report(
        await Judge.AcceptAsync(
            await Session.CallerAsync(), item.Kind, item.Path, decision.Finding, decision.Reason, Queries.Now + decision.For, Gone),
        "Accepted. It does not count any more."));

    private Task ReopenAsync(OwnedFinding item, string finding) => BusyAsync(async () => Report(
        await Judge.ReopenAsync(await Session.CallerAsync(), item.Kind, item.Path, finding, Gone), "It counts again."));
}
