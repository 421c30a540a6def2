using McpGateway.Identity.Accounts;
using McpGateway.Web.Components;
using McpGateway.Web.Components.Picking;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Access;

/// <summary>Accounts of people and programs. What is secret is shown once, and not kept.</summary>
public sealed partial class UsersTab
{
    /// <summary>More rows than this have a box of their own that scrolls.</summary>
    private const int Long = 30;

    private readonly AddressedFilter<TextFilter> _filter = new();
    private IReadOnlyList<AccountSummary> _accounts = [];
    private IReadOnlyList<PickOption> _groupOptions = [];
    private IReadOnlyList<string> _providerGroups = [];
    private bool _isService;
    private string _name = "";
    private string _email = "";
    private string _password = "";
    private string _description = "";
    private string _groups = "";
    private string? _refusal;
    private ShownOnce? _secret;
    private string? _open;
    private string _newGroups = "";
    private string _newPassword = "";
    private bool _mustChange;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [Inject]
    private AccountOperations Accounts { get; set; } = null!;

    [Inject]
    private AccountRepository Home { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    private List<AccountSummary> Shown =>
    [
        .. _accounts.Where(account => _filter.Current.IsIn(account.UserName) || account.Groups.Any(_filter.Current.IsIn)),
    ];

    private string PasswordHint => Home.IsHere ? PasswordRule.Hint : $"As {Directory} demands.";

    private string Directory => Home.Provider switch
    {
        "keycloak" => "Keycloak",
        "entra" => "Microsoft Entra ID",
        "cognito" => "Amazon Cognito",
        var other => other ?? "",
    };

    protected override void OnParametersSet() => _filter.Arrive(TextFilter.Of(Query));

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        var listed = await Accounts.ListAsync(caller, search: null, AccountOperations.MaxListed, Gone);
        (_accounts, _refusal) = (listed.Value ?? _accounts, listed.Error?.Detail);
        OfferGroups();
    }

    protected override async Task SuggestAsync()
    {
        var groups = await Accounts.ListGroupsAsync(await Session.CallerAsync(), Gone);
        _providerGroups = [.. (groups.Value ?? []).Select(static group => group.Name)];
        OfferGroups();
        StateHasChanged();
    }

    private void OfferGroups() => _groupOptions = PeopleOptions.Groups(_accounts, _providerGroups);

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesUsers;
    }

    private Task NarrowAsync(string? text) => _filter.Choose(TextFilter.Of(text))
        ? ReplaceQueryAsync(_filter.Current.Parameters()) : Task.CompletedTask;

    private void Open(AccountSummary account)
    {
        _open = _open == account.UserName ? null : account.UserName;
        (_newGroups, _newPassword, _mustChange) = (RuleFields.Join(account.Groups), "", false);
        if (_open is not null)
        {
            FocusNext("change-groups");
        }
    }

    private Task CreateAsync() => BusyAsync(_isService ? CreateServiceAsync : CreatePersonAsync);

    private async Task CreatePersonAsync()
    {
        var created = await Accounts.CreateAsync(
            await Session.CallerAsync(),
            new NewAccount(
                _name.Trim(), _email.Trim(), "", "", RuleFields.Split(_groups), _password.Length == 0 ? null : _password),
            Gone);
        if (Report(created, "The account is created."))
        {
            _secret = created.Value!.TemporaryPassword is { } temporary
                ? new(
                    $"The account of {SafeText.Show(_name.Trim())} is ready.", [("Temporary password", temporary)],
                    "It is shown this once, and has to be changed at the first sign-in.")
                : null;
            Empty();
        }
    }

    private async Task CreateServiceAsync()
    {
        var created = await Accounts.CreateServiceAccountAsync(
            await Session.CallerAsync(), new(_name.Trim(), RuleFields.Split(_groups), _description.Trim()), Gone);
        if (Report(created, "The service account is created."))
        {
            _secret = new(
                "The service account is ready.", [("Client id", created.Value!.ClientId), ("Client secret", created.Value.ClientSecret)],
                "The secret is shown this once. The program gets tokens with the grant “client_credentials”.");
            Empty();
        }
    }

    private void Empty() => (_name, _email, _password, _groups, _description) = ("", "", "", "", "");

    private Task ResetAsync(string name) => TryAsync(async () =>
    {
        var change = new AccountChange(IsEnabled: null, Groups: null, _newPassword, MustChangePassword: _mustChange ? true : null);
        if (Report(
            await Accounts.UpdateAsync(await Session.CallerAsync(), name, change, Gone), $"{SafeText.Show(name)} has a new password."))
        {
            (_open, _newPassword) = (null, "");
            await ReloadAsync();
        }
    });

    private Task DeleteAsync(AccountSummary account) => TryAsync(async () =>
    {
        var name = SafeText.Show(account.UserName);
        var isSure = await Confirmation.AskAsync(
            $"Delete {name}?", "Its sessions and tokens end at once. This cannot be undone.", "Delete");
        if (isSure && Report(
            await Accounts.DeleteAsync(await Session.CallerAsync(), account.UserName, Gone), $"{name} is deleted."))
        {
            await ReloadAsync();
            FocusNext("new-user");
        }
    });

    /// <summary>Sends only what was changed: the row may be older than what another event has just stored.</summary>
    private Task ChangeAsync(AccountSummary account, IReadOnlyList<string>? groups, bool? isEnabled) => TryAsync(async () =>
    {
        Report(
            await Accounts.UpdateAsync(
                await Session.CallerAsync(), account.UserName,
                new AccountChange(isEnabled, groups, Password: null, MustChangePassword: null), Gone),
            "The account is changed.");
        await ReloadAsync();
    });

    /// <summary>What is shown once: a secret, and what it is for.</summary>
    private sealed record ShownOnce(string Title, IReadOnlyList<(string Name, string Value)> Values, string Hint);
}
