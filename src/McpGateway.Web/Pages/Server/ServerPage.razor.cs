using McpGateway.Core.Health;
using McpGateway.Core.Health.History;
using McpGateway.Core.Pins.Review;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Foundation;
using McpGateway.Proxy.Pins;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Server;

/// <summary>Everything about one server, and what may be done with it.</summary>
public sealed partial class ServerPage
{
    private static readonly (string Tab, string Text)[] Tabs =
    [
        ("overview", "Overview"), ("tools", "Tools"), ("try", "Try it"), ("connect", "Connect"), ("usage", "Usage"),
        ("security", "Security"),
    ];

    private static readonly (string Tab, string Text) Audience = ("audience", "Who can use it");
    private static readonly (string Tab, string Text) Credentials = ("credentials", "Credentials");

    private ServerDetails? _details;
    private HealthHistory? _history;
    private Error? _problem;
    private string? _shown;
    private string _tab = "overview";
    private IReadOnlyList<ServerView> _versions = [];

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
    private ScanQueries Scans { get; set; } = null!;

    [Inject]
    private ServerAuthorization Guard { get; set; } = null!;

    [Inject]
    private ToggleServer Toggle { get; set; } = null!;

    [Inject]
    private SetDefaultVersion Default { get; set; } = null!;

    [Inject]
    private RefreshServer Refresh { get; set; } = null!;

    [Inject]
    private AdoptFinalAddress Adoption { get; set; } = null!;

    [Inject]
    private RemoveServer Remove { get; set; } = null!;

    [Inject]
    private RestoreServer Restoring { get; set; } = null!;

    [Inject]
    private RateServer Rating { get; set; } = null!;

    [Inject]
    private ApproveTools Approval { get; set; } = null!;

    [Inject]
    private ReviewDefinitions Review { get; set; } = null!;

    [Inject]
    private ReleaseHeld Release { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    protected override async Task LoadAsync()
    {
        _shown = Path;
        var caller = await Session.CallerAsync();
        var found = await Queries.FindDetailsAsync(caller, Path, "No server is registered at this path.", Gone);
        (_details, _problem) = (found.Value, found.Error);
        _versions = found.IsSuccess ? Queries.VersionsOf(caller, found.Value.View.Server) : [];
        _history = found.IsSuccess ? (await Histories.FindAsync(caller, Path, Gone)).Value : null;
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess
            || ((change.TouchesServers || change.TouchesHistory || change.TouchesScans)
                && change.Keys.Select(ServerVersions.PathOf).Contains(ServerVersions.PathOf(ServerPath.KeyOf(Path))));
    }

    protected override async Task OnParametersSetAsync()
    {
        _tab = Tabs.Append(Audience).Append(Credentials).Any(known => known.Tab == Tab) ? Tab! : "overview";
        if (_shown is not null && ServerPath.KeyOf(_shown) != ServerPath.KeyOf(Path))
        {
            // Nothing of the server that was left is shown, nor can be acted upon, under the address of another.
            (_details, _history, _problem) = (null, null, null);
            await ReloadAsync();
        }
    }

    private IEnumerable<(string Tab, string Text)> ShownTabs =>
    [
        .. Tabs, .. Caller.Permissions.IsAdmin ? [Audience] : Array.Empty<(string, string)>(),
        .. May(ServerPermissions.Modify) ? [Credentials] : Array.Empty<(string, string)>(),
    ];

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
        if (!outcome.IsSuccess)
        {
            ShowError(outcome.Error.Detail);
        }
        else if (outcome.Value.Health is { Status: HealthStatus.Healthy, Finding.NeedsCredentials: false })
        {
            ShowDone("Checked: it answers.");
        }
        else
        {
            ShowError($"Checked: {outcome.Value.Health.Finding.Reason ?? FailureText.Of(outcome.Value.Health.Status)}");
        }
    });

    private Task ShowFilterAsync(string text) =>
        ReplaceQueryAsync(new Dictionary<string, object?>(StringComparer.Ordinal) { ["q"] = text.Length == 0 ? null : text });

    private Task ShowToolAsync(string tool) =>
        ReplaceQueryAsync(new Dictionary<string, object?>(StringComparer.Ordinal) { ["tool"] = tool });

    private Task AdoptAsync() => BusyAsync(async () =>
        Report(await Adoption.ExecuteAsync(await Session.CallerAsync(), Path, Gone), "The new address is in use."));

    private Task ReleaseAsync() => TryAsync(async () =>
    {
        if (await Confirmation.AskAsync(
            "Offer it unscanned?",
            "Nobody has looked at what this server lists, and callers' models will read it. It is scanned as soon as it can be listed.",
            "Offer it"))
        {
            await BusyAsync(async () =>
                Report(await Release.ExecuteAsync(await Session.CallerAsync(), Path, Gone), "The server is offered."));
        }
    });

    private Task RemoveAsync() => TryAsync(async () =>
    {
        // Not busy while it asks: a button that is disabled cannot have the focus back from the dialog.
        var name = SafeText.Show(_details!.View.Server.ServerName);
        var isSure = await Confirmation.AskAsync(
            $"Remove {name}?",
            _details.View.Server.IsOtherVersion
                ? "This version will be gone; the server stays, and so do its rights. Clients that ask for it get the default version."
                : $"“{name}”{(_versions.Count > 1 ? ", all its versions" : "")} and every right granted on it will be gone. "
                    + "Clients that use it are refused at once. For an hour it can be undone.",
            "Remove");
        if (!isSure)
        {
            return;
        }

        var (session, path) = (Session, Path);
        var removed = await Remove.ExecuteAsync(await session.CallerAsync(), path, Gone);
        if (removed.IsSuccess)
        {
            ShowUndo($"{name} was removed.", () => TryAsync(async () => Report(
                await Restoring.ExecuteAsync(await session.CallerAsync(), path, CancellationToken.None), $"{name} is back.")));
            Navigation.NavigateTo("ui/servers");
        }
        else
        {
            ShowError(removed.Error.Detail);
        }
    });

    private Task MakeDefaultAsync(string version) => TryAsync(async () =>
    {
        var path = ServerVersions.PathOf(ServerPath.KeyOf(Path));
        var isSure = await Confirmation.AskAsync(
            $"Make {version} the default?",
            "Clients that ask for no version get it from their next call on. Sessions at the present default end.", "Make it the default");
        if (isSure && Report(
            await Default.ExecuteAsync(await Session.CallerAsync(), path, version, Gone), $"{version} is the default version."))
        {
            Navigation.NavigateTo(ServerLinks.To(path));
            await ReloadAsync();
        }
    });

    private Task RateAsync(int stars) => BusyAsync(async () =>
        Report(await Rating.ExecuteAsync(await Session.CallerAsync(), Path, stars, Gone), "Thank you for rating."));

    /// <summary>Where everything that waits can be seen: tools on their tab, other definitions among the changes.</summary>
    private string ChangesLink => _details!.Unapproved.All(static definition => definition.Kind == DefinitionKind.Tool)
        ? ServerLinks.To(_details.View.Server.Key, "tools")
        : ServerLinks.Changes(_details.View.Server.Key);

    private static string Waiting(int count) => count == 1 ? "1 definition waits for approval" : $"{count} definitions wait for approval";

    private Task RejectAsync(ToolRecord tool) => BusyAsync(async () =>
    {
        var read = new PinDecision(Path, DefinitionKind.Tool, tool.Name, tool.DefinitionHash);
        var outcome = await Review.ExecuteAsync(await Session.CallerAsync(), [read], isApproved: false, Gone);
        if (outcome.Value is { Refused: [var refused, ..] })
        {
            ShowError(refused.Reason);
        }
        else
        {
            Report(outcome, $"{SafeText.Show(tool.Name)} is rejected until it changes again.");
        }
    });

    private Task ApproveAsync(ToolRecord tool) => BusyAsync(async () =>
    {
        // With the hash that was read: a definition that changed once more meanwhile is not approved unseen.
        var read = new Dictionary<string, string?>(StringComparer.Ordinal) { [tool.Name] = tool.DefinitionHash };
        Report(
            await Approval.ExecuteAsync(await Session.CallerAsync(), Path, read, Gone),
            $"The new definition of {SafeText.Show(tool.Name)} is approved.");
    });
}
