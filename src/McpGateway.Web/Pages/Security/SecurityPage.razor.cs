using System.Globalization;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Findings;
using McpGateway.Web.Live;
using McpGateway.Web.Pages.Agent;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Security;

/// <summary>The security of the whole registry: posture, trend, findings and the decisions on them. For administrators.</summary>
public sealed partial class SecurityPage
{
    internal static readonly NavItem Nav = new("Security", "ui/security", "shield", static caller => caller.Permissions.IsAdmin);

    private const int MostShown = 100;
    private const int Days = 30;

    private static readonly Severity[] Severities = [Severity.Critical, Severity.High, Severity.Medium, Severity.Low];

    private ScanOverview? _overview;
    private Error? _problem;
    private IReadOnlyList<(DateOnly Day, int Count)> _trend = [];
    private Severity? _severity;
    private string _text = "";
    private FindingState _state = FindingState.Open;

    [Inject]
    private ScanQueries Queries { get; set; } = null!;

    [Inject]
    private Rescan Rescan { get; set; } = null!;

    [Inject]
    private JudgeFinding Judge { get; set; } = null!;

    private bool IsRunning => _overview?.Run is { Run.EndedAt: null };

    private IReadOnlyList<ScannedItem> Scanned => [.. _overview!.Items.Where(static item => item.Record is not null)];

    private IReadOnlyList<OwnedFinding> Open => Of(FindingState.Open);

    private IReadOnlyList<OwnedFinding> Shown =>
    [
        .. Of(_state).Where(item => (_severity is null || item.Tracked.Finding.Severity == _severity) && item.Contains(_text))
            .OrderByDescending(static item => item.Tracked.Finding.Severity).ThenByDescending(static item => item.Tracked.FirstSeen),
    ];

    private string TrendSummary => $"{_trend[^1].Count} now, at most {_trend.Max(static day => day.Count)} in {Days} days";

    protected override async Task LoadAsync()
    {
        var found = Queries.Overview(await Session.CallerAsync());
        (_overview, _problem) = (found.Value, found.Error);
        _trend = found.IsSuccess ? TrendOf(found.Value) : [];
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess || change.TouchesScans || change.TouchesServers || change.TouchesAgents;
    }

    /// <summary>What was open at the end of each day: of each item, the last scan by then.</summary>
    internal static IReadOnlyList<(DateOnly Day, int Count)> TrendOf(ScanOverview overview)
    {
        var today = DateOnly.FromDateTime(overview.At.UtcDateTime);
        return
        [
            .. Enumerable.Range(0, Days).Select(back => today.AddDays(back - Days + 1)).Select(day => (day, overview.Items.Sum(item =>
                item.Record?.History.FirstOrDefault(scan => DateOnly.FromDateTime(scan.At.UtcDateTime) <= day) is { } scan
                    ? scan.Critical + scan.High
                    : 0))),
        ];
    }

    private IReadOnlyList<OwnedFinding> Of(FindingState state) =>
    [
        .. Scanned.SelectMany(item => item.Record!.Findings.Where(finding => finding.StateAt(_overview!.At) == state)
            .Select(finding => new OwnedFinding(item, finding))),
    ];

    private int Count(ScanVerdict verdict) => _overview!.Items.Count(item => item.Badge?.Verdict == verdict);

    private string Pressed(Severity? severity) => _severity == severity ? "true" : "false";

    private int HeightOf(int count) => count == 0 ? 1 : 4 + (56 * count / Math.Max(1, _trend.Max(static day => day.Count)));

    private static string TitleOf((DateOnly Day, int Count) day) =>
        string.Create(CultureInfo.InvariantCulture, $"{day.Day:yyyy-MM-dd}: {day.Count}");

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

    /// <summary>A finding with whose it is.</summary>
    private sealed record OwnedFinding(ScannedItem Item, TrackedFinding Tracked)
    {
        public SubjectKind Kind => Item.Kind;

        public string Path => Item.Path;

        public string Name => Item.Name;

        public string Href => Kind switch
        {
            SubjectKind.Server => ServerLinks.To(Path, "security"),
            SubjectKind.Agent => AgentLinks.To(Path, "security"),
        };

        public bool Contains(string text) => text.Length == 0
            || Name.Contains(text, StringComparison.OrdinalIgnoreCase) || Path.Contains(text, StringComparison.OrdinalIgnoreCase)
            || Tracked.Finding.Rule.Contains(text, StringComparison.OrdinalIgnoreCase)
            || Tracked.Finding.Item?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
    }
}
