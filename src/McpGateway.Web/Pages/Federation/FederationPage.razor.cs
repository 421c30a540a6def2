using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Federation.Sync;
using McpGateway.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Federation;

/// <summary>
/// Sources that servers and agents are brought in from: how they go, what a run would change, and runs by hand. For administrators. Which
/// source is open stands in the address.
/// </summary>
public sealed partial class FederationPage
{
    internal static readonly NavItem Nav = new("Federation", "ui/federation", "federation", static caller => caller.Permissions.IsAdmin);

    private IReadOnlyList<SourceState> _sources = [];
    private Error? _problem;

    /// <summary>The preview that is shown, and of which source.</summary>
    private (string Source, SyncPreview Preview)? _preview;

    [SupplyParameterFromQuery(Name = "source")]
    public string? Source { get; set; }

    /// <summary>Whether the form for a new source is shown.</summary>
    [SupplyParameterFromQuery(Name = "add")]
    public bool Add { get; set; }

    /// <summary>The source whose form is shown.</summary>
    [SupplyParameterFromQuery(Name = "edit")]
    public string? Edit { get; set; }

    [Inject]
    private FederationSync Sync { get; set; } = null!;

    [Inject]
    private FederationConfigs Configs { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    private bool IsForm => Add || Edit is not null;

    private string FormTitle => Edit is null ? "Add a source" : "Edit a source";

    private SourceState? Open => _sources.FirstOrDefault(state => state.Source.Id == Source);

    protected override async Task LoadAsync()
    {
        var found = await Sync.ListAsync(await Session.CallerAsync(), FederationConfigRecord.Default, Gone);

        // No configuration is no problem: there are no sources.
        _problem = found.Error is { Kind: not ErrorKind.NotFound } refusal ? refusal : null;
        _sources = found.Value ?? [];
    }

    /// <summary>How often the progress of a run is looked at: it is in no document.</summary>
    protected override TimeSpan? Every => TimeSpan.FromSeconds(1);

    protected override Task TickAsync() =>
        _sources.Any(static state => state.IsRunning) ? ReloadAsync() : Task.CompletedTask;

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess || change.TouchesFederation;
    }

    private Task PreviewAsync(string source) => BusyAsync(async () =>
    {
        _preview = null;
        var preview = await Sync.PreviewAsync(await Session.CallerAsync(), FederationConfigRecord.Default, source, Gone);
        if (preview.IsSuccess)
        {
            _preview = (source, preview.Value);
            await ReplaceQueryAsync(new Dictionary<string, object?>(StringComparer.Ordinal) { ["source"] = source });
        }
        else
        {
            ShowError(preview.Error.Detail);
        }
    });

    private async Task SavedAsync(string source)
    {
        await ReloadAsync();
        Navigation.NavigateTo(PagePath.With("ui/federation", ("source", source)));
    }

    private Task RemoveAsync(string source) => TryAsync(async () =>
    {
        // Not busy while it asks: a button that is disabled cannot have the focus back from the dialog.
        var state = _sources.FirstOrDefault(state => state.Source.Id == source);
        var name = SafeText.Show(state?.Source.Name ?? source);
        var isSure = await Confirmation.AskAsync(
            $"Remove {name}?",
            "Its address, credentials and schedule will be gone. What came from it stays, is marked as orphaned within half a minute, "
                + "and can be removed here from then on.",
            "Remove");
        if (isSure
            && Report(
                await Configs.RemoveSourceAsync(await Session.CallerAsync(), FederationConfigRecord.Default, source, Gone),
                $"{name} was removed."))
        {
            _preview = _preview?.Source == source ? null : _preview;
            await ReloadAsync();
        }
    });

    /// <param name="only">Of its new items only these; null for all.</param>
    private Task RunAsync(string source, IReadOnlyCollection<string>? only) => TryAsync(async () =>
    {
        _preview = null;
        var run = Sync.RunAsync(await Session.CallerAsync(), FederationConfigRecord.Default, source, only, Gone);
        if (!run.IsCompleted)
        {
            await ReloadAsync();
        }

        var outcome = await run;
        if (outcome.IsSuccess && outcome.Value.Error is { } error)
        {
            ShowError(error);
        }
        else
        {
            Report(outcome, outcome.Value is { } done ? SyncWords.Of(done) : "");
        }

        await ReloadAsync();
    });
}
