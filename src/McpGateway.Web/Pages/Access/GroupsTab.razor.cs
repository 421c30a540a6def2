using McpGateway.Access.Editing;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Accounts;
using McpGateway.Proxy.Protocol;
using McpGateway.Web.Components;
using McpGateway.Web.Components.Picking;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace McpGateway.Web.Pages.Access;

/// <summary>The editor of groups: rules, and what changing them would do to whom.</summary>
public sealed partial class GroupsTab
{
    private const string ListService = ServerPermissions.List;
    private const int MostShown = 500;

    private IReadOnlyList<ScopeRecord> _scopes = [];
    private static readonly string[] UsualMethods = [McpMethods.Initialize, McpMethods.ToolsList, McpMethods.ToolsCall];

    /// <summary>Names of the tools of each server, by its path.</summary>
    private IReadOnlyDictionary<string, IReadOnlyList<string>> _tools =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
    private IReadOnlyList<PickOption> _serverOptions = [];
    private IReadOnlyList<PickOption> _listOptions = [];
    private IReadOnlyList<PickOption> _groupOptions = [];
    private IReadOnlyList<AccountSummary> _accounts = [];
    private IReadOnlyList<string> _providerGroups = [];
    private AccessWish? _wish;
    private IReadOnlyList<string> _wishGroups = [];
    private string _narrow = "";
    private List<RuleFields> _rules = [];
    private ScopeRecord? _draft;
    private AccessEffect? _effect;
    private long _version;
    private string? _opened;
    private int _opening;
    private int _preview;
    private bool _isSaving;
    private string _mappings = "";
    private string _listed = "";
    private string _newName = "";

    /// <summary>What the fields held when the group was last read or saved.</summary>
    private string _stored = "";

    [Parameter]
    public string? Selected { get; set; }

    [Inject]
    private ScopeEditor Editor { get; set; } = null!;

    [Inject]
    private GroupOperations Operations { get; set; } = null!;

    [Inject]
    private AccountOperations Accounts { get; set; } = null!;

    [Inject]
    private AccessOperations Policy { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "for")]
    public string? WishedFor { get; set; }

    [SupplyParameterFromQuery(Name = "server")]
    public string? WishedServer { get; set; }

    [SupplyParameterFromQuery(Name = "method")]
    public string? WishedMethod { get; set; }

    [SupplyParameterFromQuery(Name = "tool")]
    public string? WishedTool { get; set; }

    [Inject]
    private ServerQueries Queries { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        var scopes = await Editor.ListAsync(caller, Gone);
        _scopes = scopes.Value ?? [];
        var servers = Queries.ListTools(caller);
        _tools = servers.ToDictionary(static entry => entry.Server.TechnicalName, static entry => entry.Tools, StringComparer.Ordinal);
        var named = servers.Select(static entry => new PickOption(entry.Server.TechnicalName, entry.Server.ServerName)).ToArray();
        _serverOptions = [new("*", "every server"), .. named];
        _listOptions = [new("all", "every server"), .. named];
        OfferGroups();
    }

    protected override async Task SuggestAsync()
    {
        var caller = await Session.CallerAsync();
        _accounts = await PeopleOptions.ListAsync(Accounts, caller, Gone);
        _providerGroups = [.. ((await Accounts.ListGroupsAsync(caller, Gone)).Value ?? []).Select(static group => group.Name)];
        OfferGroups();
        StateHasChanged();
    }

    private void OfferGroups() => _groupOptions = PeopleOptions.Groups(
        _accounts, _scopes.SelectMany(static scope => scope.GroupMappings), _providerGroups);

    /// <summary>The groups that somebody is in whose call was refused: one of them is to allow it.</summary>
    private Task FindWishGroupsAsync() => TryAsync(async () =>
    {
        var wish = _wish!;
        _wishGroups = wish.User is { } user
            && (await Policy.ExplainAsync(
                await Session.CallerAsync(), new(wish.Server, wish.Method, wish.Tool) { User = user }, Gone)).Value is { } explained
                ? [.. explained.Scopes.Except(explained.UnknownScopes, StringComparer.Ordinal)] : [];
        if (_wishGroups is [var only])
        {
            Navigation.NavigateTo(wish.Into(only), new NavigationOptions { ReplaceHistoryEntry = true });
        }
    });

    private IEnumerable<ScopeRecord> Narrowed =>
        _scopes.Where(scope => scope.Name.Contains(_narrow.Trim(), StringComparison.OrdinalIgnoreCase)).Take(MostShown);

    private IReadOnlyList<PickOption> ToolOptions(RuleFields rule) =>
    [
        new("*", "every tool"),
        .. _tools.GetValueOrDefault(rule.Server.Trim().Trim('/'), []).Select(static tool => new PickOption(tool)),
    ];

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesScopes;
    }

    protected override async Task OnParametersSetAsync()
    {
        // Once for each group that is chosen: what is being typed stays when the page around it is drawn anew.
        var wish = AccessWish.Of(WishedFor, WishedServer, WishedMethod, WishedTool);
        if (Selected != _opened || wish != _wish)
        {
            (_opened, _wish) = (Selected, wish);
            await OpenAsync();
            if (_wish is not null && _draft is not null)
            {
                var rule = _wish.FillInto(_rules, UsualMethods);
                _listed = _wish.Listed(_listed);
                await PreviewAsync();
                FocusNext($"{rule.Id}-tools");
            }
            else if (_wish is not null)
            {
                await FindWishGroupsAsync();
            }
        }
    }

    private static string OtherPermissions(ScopeRecord scope)
    {
        var others = scope.UiPermissions
            .Where(static grant => grant.Key != ListService && grant.Value.Count > 0)
            .Select(static grant => $"{grant.Key} ({RuleFields.Join(grant.Value)})");
        return string.Join("; ", others) is { Length: > 0 } text ? text : "none";
    }

    private static string Sentence(MemberEffect member)
    {
        var parts = new List<string>();
        if (member.Gained > 0)
        {
            parts.Add($"gain {Count(member.Gained)} ({Names(member.GainedTools)})");
        }

        if (member.Lost > 0)
        {
            parts.Add($"lose {Count(member.Lost)} ({Names(member.LostTools)})");
        }

        if (member.BecomesAdmin is { } becomes)
        {
            parts.Add(becomes ? "become administrators" : "are no administrators any more");
        }

        return string.Join(", ", parts);
    }

    private static string Count(int tools) => tools == 1 ? "1 tool" : $"{tools} tools";

    private static string Names(IReadOnlyList<string> tools) =>
        SafeText.Show(string.Join(", ", tools.Take(3))) + (tools.Count > 3 ? ", …" : "");

    private Task OpenAsync() => TryAsync(async () =>
    {
        var opening = ++_opening;
        (_draft, _effect, _rules) = (null, null, []);
        _preview++;
        if (string.IsNullOrEmpty(Selected))
        {
            return;
        }

        var found = await Editor.FindAsync(await Session.CallerAsync(), Selected, Gone);
        if (opening != _opening)
        {
            return;
        }

        if (!found.IsSuccess)
        {
            ShowError(found.Error.Detail);
            return;
        }

        Fill(found.Value);
    });

    private void Fill(Document<ScopeRecord> scope)
    {
        (_draft, _version, _effect) = (scope.Value, scope.Version, null);
        _preview++;
        _rules = [.. _draft.Rules.Select(RuleFields.Of)];
        _mappings = RuleFields.Join(_draft.GroupMappings);
        _listed = RuleFields.Join(_draft.UiPermissions.GetValueOrDefault(ListService) ?? []);
        _stored = Typed();
    }

    private ScopeRecord Edited() => _draft! with
    {
        GroupMappings = RuleFields.Split(_mappings),
        Rules = [.. _rules.Select(static rule => rule.ToRule())],
        UiPermissions = new Dictionary<string, IReadOnlyList<string>>(_draft.UiPermissions, StringComparer.Ordinal)
        {
            [ListService] = RuleFields.Split(_listed),
        },
    };

    private bool IsUnsaved => _draft is not null && Typed() != _stored;

    /// <summary>What was changed and not saved is not lost without a word.</summary>
    private async Task GuardAsync(LocationChangingContext leaving)
    {
        if (IsUnsaved && !await Confirmation.AskAsync(
            $"Leave {SafeText.Show(_draft!.Name)} without saving?", "What you changed in this group is not saved yet.", "Leave"))
        {
            leaving.PreventNavigation();
        }
    }

    /// <summary>What the fields hold, to tell whether somebody typed meanwhile.</summary>
    private string Typed() =>
        string.Join('\n', [_mappings, _listed, .. _rules.SelectMany(static rule => new[] { rule.Server, rule.Methods, rule.Tools })]);

    /// <summary>Only the newest preview counts: an older one may end later.</summary>
    private Task PreviewAsync() => TryAsync(async () =>
    {
        var preview = ++_preview;
        var edited = Edited();
        var effect = await Editor.PreviewAsync(await Session.CallerAsync(), edited, Gone);
        if (preview == _preview)
        {
            _effect = effect.Value;
        }
    });

    private void AddRule()
    {
        var rule = new RuleFields { Methods = $"{McpMethods.ToolsList}, {McpMethods.ToolsCall}" };
        _rules.Add(rule);
        FocusNext($"{rule.Id}-server");
    }

    private Task RemoveAsync(RuleFields rule)
    {
        _rules.Remove(rule);
        FocusNext("add-rule");
        return PreviewAsync();
    }

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        _isSaving = true;
        try
        {
            await TryAsync(StoreAsync);
        }
        finally
        {
            _isSaving = false;
        }
    }

    private async Task StoreAsync()
    {
        var (edited, typed) = (Edited(), Typed());
        var caller = await Session.CallerAsync();
        if (!Report(await Editor.SaveAsync(caller, edited, _version, Gone), "Saved. The rules are in force.")
            || await Editor.FindAsync(caller, edited.Name, Gone) is not { IsSuccess: true, Value: var stored }
            || _draft?.Name != edited.Name)
        {
            return;
        }

        if (Typed() == typed)
        {
            Fill(stored);
        }
        else
        {
            // Somebody went on typing while it was saved: that is kept, and not saved yet.
            (_draft, _version, _stored) = (stored.Value, stored.Version, typed);
            await PreviewAsync();
        }
    }

    private Task CreateAsync() => TryAsync(async () =>
    {
        var name = _newName.Trim();
        if (Report(
            await Operations.CreateAsync(await Session.CallerAsync(), name, "", createInDirectory: false, Gone), "The group is created."))
        {
            _newName = "";
            Navigation.NavigateTo(AccessLinks.Group(name));
        }
    });

    private Task DeleteAsync() => TryAsync(async () =>
    {
        var name = _draft!.Name;
        var isSure = await Confirmation.AskAsync(
            $"Delete {SafeText.Show(name)}?",
            "Everybody who has rights through this group loses them at once.",
            "Delete");
        if (isSure && Report(
            await Operations.DeleteAsync(await Session.CallerAsync(), name, deleteFromDirectory: false, force: false, Gone),
            "The group is deleted."))
        {
            _draft = null;
            Navigation.NavigateTo("ui/access?tab=groups");
        }
    });
}
