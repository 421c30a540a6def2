using McpGateway.Core.Audit;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Servers;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Dashboard;

/// <summary>The state of everything at a glance, live.</summary>
public sealed partial class DashboardPage
{
    internal static readonly NavItem Nav = new("Dashboard", "ui/", "dashboard", static _ => true);

    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private IReadOnlyList<ServerView> _servers = [];
    private IReadOnlyList<ServerView> _issues = [];
    private CallSummary _calls = new(0, 0, 0, null, []);
    private ITimer? _timer;

    [Inject]
    private ServerQueries Servers { get; set; } = null!;

    [Inject]
    private CallQueries Calls { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        _servers = Servers.List(caller, null);
        _issues = [.. _servers.Where(ServerFilter.HasIssue)];
        var now = Time.GetUtcNow();
        _calls = await Calls.SummariseAsync(caller, now - TimeSpan.FromHours(1), now, Slot, Gone);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        base.OnAfterRender(firstRender);
        if (firstRender)
        {
            // Calls are no documents: their numbers are read again now and then while somebody looks.
            _timer = Time.CreateTimer(_ => InvokeAsync(ReloadAsync), null, Refresh, Refresh);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _timer?.Dispose();
        base.Dispose(disposing);
    }
}
