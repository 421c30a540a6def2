using McpGateway.Core.Access;
using McpGateway.Core.Access.Groups;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Access;

/// <summary>The editor of groups: rules, and what changing them would do to whom.</summary>
public sealed partial class GroupsTab
{
    private const string ListService = "list_service";

    private IReadOnlyList<ScopeRecord> _scopes = [];
    private IReadOnlyList<string> _servers = [];
    private List<RuleFields> _rules = [];
    private ScopeRecord? _draft;
    private AccessEffect? _effect;
    private long _version;
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
        return change.Kinds.Contains("scopes");
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Selected != _draft?.Name)
        {
            await ReloadAsync();
        }
    }

    private static string OtherPermissions(ScopeRecord scope)
    {
        var others = scope.UiPermissions.Where(static grant => grant.Key != ListService && grant.Value.Count > 0).Select(static grant => $"{grant.Key} ({RuleFields.Join(grant.Value)})");
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

    private Task ReloadAsync() => TryAsync(async () =>
    {
        (_draft, _effect, _rules) = (null, null, []);
        if (string.IsNullOrEmpty(Selected))
        {
            return;
        }

        var found = await Editor.FindAsync(await Session.CallerAsync(), Selected, Gone);
        if (!found.IsSuccess)
        {
            ShowError(found.Error.Detail);
            return;
        }

        (_draft, _version) = (found.Value.Value, found.Value.Version);
        _rules = [.. _draft.Rules.Select(RuleFields.Of)];
        _mappings = RuleFields.Join(_draft.GroupMappings);
        _listed = RuleFields.Join(_draft.UiPermissions.GetValueOrDefault(ListService) ?? []);
    });

    private ScopeRecord Edited() => _draft! with
    {
        GroupMappings = RuleFields.Split(_mappings),
        Rules = [.. _rules.Select(static rule => rule.ToRule())],
        UiPermissions = new Dictionary<string, IReadOnlyList<string>>(_draft.UiPermissions, StringComparer.Ordinal) { [ListService] = RuleFields.Split(_listed) },
    };

    private Task PreviewAsync() => TryAsync(async () =>
        _effect = (await Editor.PreviewAsync(await Session.CallerAsync(), Edited(), Gone)).Value);

    private void AddRule() => _rules.Add(new() { Methods = "tools/list, tools/call" });

    private Task RemoveAsync(RuleFields rule)
    {
        _rules.Remove(rule);
        return PreviewAsync();
    }

    private Task SaveAsync() => TryAsync(async () =>
    {
        if (Report(await Editor.SaveAsync(await Session.CallerAsync(), Edited(), _version, Gone), "Saved. The rules are in force."))
        {
            await ReloadAsync();
        }
    });

    private Task CreateAsync() => TryAsync(async () =>
    {
        var name = _newName.Trim();
        if (Report(await Operations.CreateAsync(await Session.CallerAsync(), name, "", createInDirectory: false, Gone), "The group is created."))
        {
            _newName = "";
            Navigation.NavigateTo($"/ui/access?tab=groups&group={Uri.EscapeDataString(name)}");
        }
    });

    private Task DeleteAsync() => TryAsync(async () =>
    {
        var name = _draft!.Name;
        var isSure = await Confirmation.AskAsync(
            $"Delete {SafeText.Show(name)}?",
            "Everybody who has rights through this group loses them at once.",
            "Delete");
        if (isSure && Report(await Operations.DeleteAsync(await Session.CallerAsync(), name, deleteFromDirectory: false, force: false, Gone), "The group is deleted."))
        {
            _draft = null;
            Navigation.NavigateTo("/ui/access?tab=groups");
        }
    });
}
