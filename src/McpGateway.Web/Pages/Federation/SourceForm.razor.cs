using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;
using McpGateway.Foundation;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Federation;

/// <summary>Adds a source, or edits one. What is wrong is told by the configuration itself, field by field.</summary>
public sealed partial class SourceForm
{
    /// <summary>Members of a source and the elements that hold them, from top to bottom.</summary>
    private static readonly (string Member, string Element)[] Elements =
    [
        ("id", "source-id"), ("name", "source-name"), ("endpoint", "source-endpoint"), ("token", "source-token"),
        ("token_url", "source-token-url"), ("client_id", "source-client"), ("client_secret", "source-secret"),
        ("refresh_token", "source-refresh"), ("auth_env_var", "source-variable"), ("sync_interval_minutes", "source-interval"),
        ("cron", "source-cron"), ("names", "source-names"), ("tag_filters", "source-tags"), ("enable_new", "source-on"),
    ];

    private SourceInput? _form;
    private Error? _error;
    private string? _general;
    private string? _missing;
    private bool _isOfSettings;

    /// <summary>The source to edit; null to add one.</summary>
    [Parameter]
    public string? Id { get; set; }

    /// <summary>Called with the id of the source that was stored.</summary>
    [Parameter]
    public EventCallback<string> Saved { get; set; }

    [Inject]
    private FederationConfigs Configs { get; set; } = null!;

    private bool IsNew => Id is null;

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        if (_form is not null || !caller.Permissions.IsAdmin)
        {
            // What was typed stays, and whoever may not configure is told so by the page.
            return;
        }

        var config = await Configs.FindAsync(FederationConfigRecord.Default, Gone);
        _isOfSettings = config is { IsOfSettings: true };
        if (IsNew)
        {
            _form = new();
        }
        else if (config?.Find(Id!) is { } source)
        {
            _form = SourceInput.Of(source);
        }
        else
        {
            _missing = $"The configuration has no source '{Id}'.";
        }
    }

    // The page that this is a part of follows the configuration; whoever may configure from now on gets the form.
    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess;
    }

    private string? Problem(string member) =>
        _error?.Fields.FirstOrDefault(problem => MemberOf(problem.Field) == member)?.Message;

    private string? Invalid(string member) => Problem(member) is null ? null : "true";

    /// <summary>Problems are told as <c>source.member</c>.</summary>
    private static string MemberOf(string field) => field[(field.LastIndexOf('.') + 1)..];

    private Task SaveAsync() => BusyAsync(async () =>
    {
        var id = _form!.Id.Trim();
        var caller = await Session.CallerAsync();
        var stored = IsNew
            ? await Configs.AddSourceAsync(caller, FederationConfigRecord.Default, id, _form.ToDocument(), Gone)
            : await Configs.PutSourceAsync(caller, FederationConfigRecord.Default, Id!, _form.ToDocument(), Gone);
        (_error, _general) = (stored.Error, null);
        if (stored.IsSuccess)
        {
            ShowDone(IsNew ? "The source is added." : "The changes are saved.");
            await Saved.InvokeAsync(id);
        }
        else
        {
            Refuse(stored.Error);
        }
    });

    private void Refuse(Error error)
    {
        var members = error.Fields.Select(static problem => MemberOf(problem.Field)).ToHashSet(StringComparer.Ordinal);
        var first = Elements.FirstOrDefault(element => members.Contains(element.Member) && IsShown(element.Member)).Element;
        _general = first is not null ? "Some fields need another look."
            : error.Fields.Count > 0 ? string.Join(" ", error.Fields.Take(5).Select(static problem => problem.Message))
            : error.Detail;
        FocusNext(first ?? "save");
    }

    private bool IsShown(string member) => member switch
    {
        "token" => _form!.Credentials == SourceInput.ByToken,
        "token_url" or "client_id" or "client_secret" or "refresh_token" => _form!.Credentials == SourceInput.ByClient,
        "auth_env_var" => _form!.Credentials == SourceInput.ByVariable,
        _ => true,
    };
}
