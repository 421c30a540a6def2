using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Foundation;
using McpGateway.Web.Live;
using McpGateway.Web.Pages.Agent;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.AgentForm;

/// <summary>Registers an agent, by its address or by its card, or edits one.</summary>
public sealed partial class AgentFormPage
{
    private static readonly (string Source, string Title, string Text)[] AllSources =
    [
        (AgentFields.Keep, "Keep the card", "Only what the registry says of it changes."),
        (AgentFields.ByUrl, "By address", "The gateway fetches the card, and again with each health check."),
        (AgentFields.Pasted, "Paste the card", "For agents that show no card; it changes only by your hand."),
    ];

    private static readonly List<string> Order =
        ["url", "card", "path", "tags", "visibility", "groups", "status", "trust", "license"];

    private AgentFields? _form;
    private AgentEntry? _entry;
    private InspectedCard? _found;
    private Error? _checkError;
    private Error? _error;
    private string? _cardProblem;
    private Error? _refusal;
    private string? _general;
    private bool _isChecking;
    private bool _isBusy;

    /// <summary>The agent to edit; empty to register a new one.</summary>
    [Parameter]
    public string? Path { get; set; }

    [Inject]
    private AgentQueries Queries { get; set; } = null!;

    [Inject]
    private RegisterAgent Register { get; set; } = null!;

    [Inject]
    private UpdateAgent Update { get; set; } = null!;

    [Inject]
    private EditAgent Edit { get; set; } = null!;

    [Inject]
    private InspectCard Inspect { get; set; } = null!;

    [Inject]
    private ToggleAgent Toggle { get; set; } = null!;

    private bool IsNew => string.IsNullOrEmpty(Path);

    private IEnumerable<(string Source, string Title, string Text)> Sources =>
        AllSources.Where(source => !IsNew || source.Source != AgentFields.Keep);

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        if (IsNew)
        {
            _refusal = caller.Permissions.MayAny(AgentPermissions.Publish)
                ? null
                : new(ErrorKind.Forbidden, "Your groups do not allow you to register agents. Ask an administrator.");
            _form ??= new();
            return;
        }

        var found = Queries.Find(caller, Path!);
        _refusal = !found.IsSuccess ? found.Error
            : AgentRights.Of(caller, found.Value).MayModify ? null
            : new(ErrorKind.Forbidden, "You may change agents that you registered, as far as your groups allow it.");
        if (_refusal is null)
        {
            _entry = found.Value;
            _form ??= AgentFields.Of(found.Value!.Agent);
        }
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess;
    }

    private static string ElementOf(string field) => field switch
    {
        "card_url" => "url",
        "allowed_groups" => "groups",
        "trust_level" => "trust",
        _ when field.StartsWith("tags", StringComparison.Ordinal) => "tags",
        _ when Order.Contains(field) => field,
        _ => "card",
    };

    private string? Problem(string field) => _error?.Fields
        .FirstOrDefault(problem => problem.Field == field || problem.Field.StartsWith(field + "[", StringComparison.Ordinal))?.Message;

    private string? Invalid(string field) => Problem(field) is null ? null : "true";

    private void Choose(string source)
    {
        _form!.Source = source;
        Forget();
    }

    /// <summary>What was found out is about another card.</summary>
    private void Forget() => (_found, _checkError, _cardProblem) = (null, null, null);

    private AgentRegistration? Draft()
    {
        _cardProblem = null;
        var draft = _form!.ToDraft(Caller.Permissions.IsAdmin);
        if (draft is null)
        {
            _cardProblem = "This must be the card: one JSON object without duplicate keys.";
            FocusNext("card");
        }

        return draft;
    }

    private Task CheckAsync() => TryAsync(async () =>
    {
        Forget();
        if (_isChecking || Draft() is not { } draft)
        {
            return;
        }

        _isChecking = true;
        try
        {
            var (source, url, card) = (_form!.Source, _form.Url, _form.Card);
            var outcome = await Inspect.ExecuteAsync(await Session.CallerAsync(), draft, _entry, Gone);
            if ((source, url, card) != (_form.Source, _form.Url, _form.Card))
            {
                return;
            }

            (_found, _checkError) = (outcome.Value, outcome.Error);
            if (outcome.IsSuccess && IsNew && _form.Path.Length == 0)
            {
                _form.Path = outcome.Value.Path;
            }
        }
        finally
        {
            _isChecking = false;
        }
    });

    private Task SaveAsync() => TryAsync(async () =>
    {
        if (_isBusy || Draft() is not { } draft)
        {
            return;
        }

        (_isBusy, _general) = (true, null);
        try
        {
            var caller = await Session.CallerAsync();
            var outcome = IsNew ? await Register.ExecuteAsync(caller, draft, Gone)
                : _form!.Source == AgentFields.Keep ? await Edit.ExecuteAsync(caller, Path!, draft, Gone)
                : await Update.ExecuteAsync(caller, Path!, draft, Gone);
            _error = outcome.Error;
            if (!outcome.IsSuccess)
            {
                Refuse(outcome.Error);
                return;
            }

            await FinishAsync(caller, outcome.Value);
        }
        finally
        {
            _isBusy = false;
        }
    });

    private void Refuse(Error error)
    {
        _general = error.Fields.Count > 0 ? string.Join(" ", error.Fields.Take(5).Select(static problem => problem.Message)) : error.Detail;
        FocusNext(error.Fields.Select(static problem => ElementOf(problem.Field)).OrderBy(Order.IndexOf).FirstOrDefault("save"));
    }

    private async Task FinishAsync(Caller caller, RegisteredAgent registered)
    {
        var key = registered.Entry.Agent.Path;
        if (IsNew && _form!.EnableAtOnce)
        {
            var enabled = await Toggle.ExecuteAsync(caller, key, enable: true, Gone);
            if (!enabled.IsSuccess)
            {
                ShowError($"Registered, but not enabled: {enabled.Error.Detail}");
            }
        }

        ShowDone(IsNew ? "The agent is registered." : "The changes are saved.");
        foreach (var warning in registered.Warnings)
        {
            ShowNote(warning);
        }

        Navigation.NavigateTo(AgentLinks.To(key));
    }
}
