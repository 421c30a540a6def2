using McpGateway.Core.Health.History;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Server;

/// <summary>Everything about one server, and what may be done with it.</summary>
public sealed partial class ServerPage
{
    private static readonly (
        string Tab, string Text)[] Tabs = [("overview", "Overview"), ("tools", "Tools"), ("try", "Try it"), ("connect", "Connect")];
    private static readonly (string Tab, string Text) Credentials = ("credentials", "Credentials");

    private ServerDetails? _details;
    private HealthHistory? _history;
    private string? _problem;
    private string _tab = "overview";
    private bool _isBusy;

    [Parameter]
    public string Path { get; set; } = "";

    [SupplyParameterFromQuery(Name = "tab")]
    public string? Tab { get; set; }

    [SupplyParameterFromQuery(Name = "tool")]
    public string? Tool { get; set; }

    [Inject]
    private ServerQueries Queries { get; set; } = null!;

    [Inject]
    private HealthHistoryQueries Histories { get; set; } = null!;

    [Inject]
    private ServerAuthorization Guard { get; set; } = null!;

    [Inject]
    private ToggleServer Toggle { get; set; } = null!;

    [Inject]
    private RefreshServer Refresh { get; set; } = null!;

    [Inject]
    private AdoptFinalAddress Adoption { get; set; } = null!;

    [Inject]
    private RemoveServer Remove { get; set; } = null!;

    [Inject]
    private RateServer Rating { get; set; } = null!;

    [Inject]
    private ApproveTools Approval { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        var found = await Queries.FindDetailsAsync(caller, Path, "No server is registered at this path.", Gone);
        (_details, _problem) = (found.Value, found.Error?.Detail);
        _history = found.IsSuccess ? (await Histories.FindAsync(caller, Path, Gone)).Value : null;
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess || ((change.TouchesServers || change.TouchesHistory) && change.Keys.Contains(ServerPath.KeyOf(Path)));
    }

    protected override async Task OnParametersSetAsync()
    {
        _tab = Tabs.Append(Credentials).Any(known => known.Tab == Tab) ? Tab! : "overview";
        if (_details is not null && _details.View.Server.Key != ServerPath.KeyOf(Path))
        {
            await ReloadAsync();
        }
    }

    private IEnumerable<(string Tab, string Text)> ShownTabs => May(ServerPermissions.Modify) ? Tabs.Append(Credentials) : Tabs;

    private bool May(string action) => _details is not null && Guard.May(Caller, action, _details.View.Server);

    private Task ToggleAsync() => BusyAsync(async () =>
    {
        var enable = !_details!.View.Server.IsEnabled;
        var outcome = await Toggle.ExecuteAsync(await Session.CallerAsync(), Path, enable, Gone);
        Report(outcome, enable ? "Enabled. The server takes calls as soon as it is healthy." : "Disabled. Calls are refused from now on.");
    });

    private Task RefreshAsync() => BusyAsync(async () =>
    {
        var outcome = await Refresh.CheckAsync(await Session.CallerAsync(), Path, Gone);
        Report(outcome, outcome.IsSuccess ? $"Checked: {outcome.Value.Health.Status}" : "");
    });

    private Task AdoptAsync() => BusyAsync(async () =>
        Report(await Adoption.ExecuteAsync(await Session.CallerAsync(), Path, Gone), "The new address is in use."));

    private Task RemoveAsync() => TryAsync(async () =>
    {
        // Not busy while it asks: a button that is disabled cannot have the focus back from the dialog.
        var name = SafeText.Show(_details!.View.Server.ServerName);
        var isSure = await Confirmation.AskAsync(
            $"Remove {name}?",
            $"“{name}” and every right granted on it will be gone. Clients that use it are refused at once.",
            "Remove");
        if (isSure && Report(await Remove.ExecuteAsync(await Session.CallerAsync(), Path, Gone), $"{name} was removed."))
        {
            Navigation.NavigateTo("ui/servers");
        }
    });

    private Task RateAsync(int stars) => BusyAsync(async () =>
        Report(await Rating.ExecuteAsync(await Session.CallerAsync(), Path, stars, Gone), "Thank you for rating."));

    private Task ApproveAsync(ToolRecord tool) => BusyAsync(async () =>
    {
        // With the hash that was read: a definition that changed once more meanwhile is not approved unseen.
        var read = new Dictionary<string, string?>(StringComparer.Ordinal) { [tool.Name] = tool.DefinitionHash };
        Report(
            await Approval.ExecuteAsync(await Session.CallerAsync(), Path, read, Gone),
            $"The new definition of {SafeText.Show(tool.Name)} is approved.");
    });

    private async Task BusyAsync(Func<Task> action)
    {
        if (_isBusy)
        {
            return;
        }

        // The buttons say that they are busy but are not disabled: a disabled one loses the focus of those who work with the keyboard.
        _isBusy = true;
        try
        {
            await TryAsync(action);
            await ReloadAsync();
        }
        finally
        {
            _isBusy = false;
        }
    }
}
