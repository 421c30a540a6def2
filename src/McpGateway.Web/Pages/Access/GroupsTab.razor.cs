using McpGateway.Access.Editing;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Protocol;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Access;

/// <summary>The editor of groups: rules, and what changing them would do to whom.</summary>
public sealed partial class GroupsTab
{
    private const string ListService = ServerPermissions.List;

    private IReadOnlyList<ScopeRecord> _scopes = [];
    private IReadOnlyList<string> _servers = [];
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

    [Parameter]
    public string? Selected { get; set; }

    [Inject]
    private ScopeEditor Editor { get; set; } = null!;

    [Inject]
    private GroupOperations Operations { get; set; } = null!;

    [Inject]
    private ServerQueries Queries { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        var scopes = await Editor.ListAsync(caller, Gone);
        _scopes = scopes.Value ?? [];
        _servers = [.. Queries.Usable(caller).Select(static view => view.Server.TechnicalName)];
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesScopes;
    }

    protected override async Task OnParametersSetAsync()
    {
        // Once for each group that is chosen: what is being typed stays when the page around it is drawn anew.
        if (Selected != _opened)
        {
            _opened = Selected;
            await OpenAsync();
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
            (_draft, _version) = (stored.Value, stored.Version);
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
            Navigation.NavigateTo($"ui/access?tab=groups&group={Uri.EscapeDataString(name)}");
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
