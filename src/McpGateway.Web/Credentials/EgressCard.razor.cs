using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Credentials;

/// <summary>How requests to a server or an agent get a credential of the caller's or of the gateway's own.</summary>
public sealed partial class EgressCard
{
    private static readonly (string Mode, string Title, string Text)[] Modes =
    [
        (EgressMode.None, "None", "Requests carry the headers above and nothing else."),
        (EgressMode.UserOAuth, "Each user connects an account",
            "Once, with the provider's own sign-in. The gateway keeps the tokens, renews them and sends them for that user only."),
        (EgressMode.TokenExchange, "Exchange the caller's identity",
            "A token service that trusts this gateway issues a token for the caller (RFC 8693)."),
        (EgressMode.ClientCredentials, "The gateway signs in as itself",
            "It gets a token of its own, for what knows machines and not people. Nobody there can tell callers apart: "
                + "their rules here decide alone."),
    ];

    private EgressView? _stored;
    private EgressFields _form = new();
    private Error? _error;
    private string? _refusal;
    private string? _general;
    private bool _isDirty;
    private bool _isBusy;

    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    /// <summary>What is at the path: a server or an agent.</summary>
    [Parameter]
    public string Thing { get; set; } = "server";

    [Inject]
    private ServerEgress Egress { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    protected override async Task LoadAsync()
    {
        var found = await Egress.FindAsync(await Session.CallerAsync(), Path, Gone);
        (_stored, _refusal) = (found.Value, found.Error?.Detail);

        // What is being typed stays when somebody else saves meanwhile.
        if (_stored is not null && !_isDirty)
        {
            _form = EgressFields.Of(_stored);
        }
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess || ((change.TouchesEgress || change.TouchesServers || change.TouchesAgents)
            && change.Keys.Contains(Path));
    }

    private string NameOf(string provider) => provider switch
    {
        "upstream" => $"What the {Thing} advertises",
        "atlassian" => "Atlassian",
        "github" => "GitHub",
        "google" => "Google",
        "microsoft" => "Microsoft",
        "custom" => "Another one: state its endpoints",
        _ => provider,
    };

    private static string NameOfMethod(string method) => method switch
    {
        "client_secret_basic" => "Secret in a header (client_secret_basic)",
        "client_secret_post" => "Secret in the form (client_secret_post)",
        EgressChoices.PrivateKey => "Signed with a private key (private_key_jwt)",
        "none" => "Without a secret (none)",
        _ => method,
    };

    private string HintOfScopes => _form.Provider == EgressChoices.Upstream ? "Separated by spaces. Empty: those that are advertised."
        : _form is { IsOwn: true, HasTenant: true } ? "As in api://the-application/.default"
        : "Separated by spaces.";

    private string? Problem(string field) => _error?.Fields.FirstOrDefault(problem => problem.Field == field)?.Message;

    private void Touch() => (_isDirty, _error, _general) = (true, null, null);

    private void Choose(string mode)
    {
        _form.Choose(mode);
        Touch();
    }

    private void Authenticate(string? method)
    {
        _form.Authenticate(method ?? "");
        Touch();
    }

    private void Reset()
    {
        (_form, _isDirty, _error, _general) = (EgressFields.Of(_stored!), false, null, null);
    }

    private async Task SaveAsync()
    {
        _isBusy = true;
        try
        {
            await TryAsync(_form.Mode == EgressMode.None && _stored!.UpdatedAt is not null ? RemoveAsync : PutAsync);
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task PutAsync()
    {
        var outcome = await Egress.SaveAsync(await Session.CallerAsync(), Path, _form.ToView(), _form.SecretToSend, Gone);
        (_error, _general) = (
            outcome.Error, outcome.Error is { Fields.Count: > 0 } ? "Some fields need another look." : outcome.Error?.Detail);
        if (outcome.IsSuccess)
        {
            (_stored, _isDirty) = (outcome.Value, false);
            _form = EgressFields.Of(_stored);
            ShowDone("Saved. It is in force for the next request.");
        }
    }

    private async Task RemoveAsync()
    {
        var (title, text, yes) = _stored!.Mode == EgressMode.UserOAuth
            ? (
                "Stop using callers' own credentials?",
                $"Every account that users connected to this {Thing} is forgotten. They would have to connect again.", "Stop using them")
            : ($"Stop signing in at the {Thing}?", "The settings and the stored secret are forgotten.", "Stop it");
        var isSure = await Confirmation.AskAsync(title, text, yes);
        if (isSure && Report(
            await Egress.RemoveAsync(await Session.CallerAsync(), Path, Gone), "Saved. Requests carry the configured headers only."))
        {
            (_isDirty, _error, _general) = (false, null, null);
            await LoadAsync();
        }
    }
}
