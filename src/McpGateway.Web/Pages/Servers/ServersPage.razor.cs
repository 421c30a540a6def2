using McpGateway.Access.Editing;
using McpGateway.Access.Groups;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Components.Picking;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Servers;

/// <summary>Every server that the caller may see, as cards or as a table, live. What is chosen stands in the address.</summary>
public sealed partial class ServersPage
{
    internal static readonly NavItem Nav = new("Servers", "ui/servers", "servers", static _ => true);

    private static readonly (string Sort, string Text, string? Class)[] Columns =
    [
        ("name", "Name", null), ("status", "Status", null), ("tools", "Tools", "num"), ("path", "Path", "wide-only roomy-only"),
        ("rating", "Rating", "num wide-only roomy-only"), ("checked", "Last check", "wide-only"),
    ];

    private readonly AddressedFilter<ServerFilter> _filter = new();
    private IReadOnlyList<ServerView> _servers = [];
    private List<ServerView> _shown = [];

    /// <summary>How many servers each status has: counted with the list, not with each letter that is typed.</summary>
    private IReadOnlyDictionary<string, int> _counts = new Dictionary<string, int>(StringComparer.Ordinal);
    private IReadOnlyList<(string Value, string Text)> _tagChoices = [];
    private IReadOnlyList<(string Value, string Text)> _sourceChoices = [];
    private IReadOnlyList<RemovedServer> _removed = [];
    private IReadOnlyList<PickOption> _tagOptions = [];
    private IReadOnlyList<PickOption> _groupOptions = [];
    private string _tag = "";
    private string _group = "";

    /// <summary>Keys of the servers that something is to be done to.</summary>
    private readonly HashSet<string> _chosen = new(StringComparer.Ordinal);

    [SupplyParameterFromQuery(Name = "status")]
    public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "source")]
    public string? Source { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    public string? Tag { get; set; }

    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    public string? Order { get; set; }

    [SupplyParameterFromQuery(Name = "view")]
    public string? ViewName { get; set; }

    [Inject]
    private ScanQueries Scans { get; set; } = null!;

    [Inject]
    private ToggleServer Toggle { get; set; } = null!;

    [Inject]
    private EditServer Edit { get; set; } = null!;

    [Inject]
    private RemoveServer Remove { get; set; } = null!;

    [Inject]
    private RestoreServer Restore { get; set; } = null!;

    [Inject]
    private GroupOperations Groups { get; set; } = null!;

    [Inject]
    private ScopeEditor Scopes { get; set; } = null!;

    [Inject]
    private Confirmation Confirmation { get; set; } = null!;

    private bool MayToggle => Caller.Permissions.MayAny(ServerPermissions.Toggle);

    private bool MayModify => Caller.Permissions.MayAny(ServerPermissions.Modify);

    private bool MayChoose => MayToggle || MayModify;

    private ServerFilter Filter => _filter.Current;

    protected override async Task LoadAsync()
    {
        var caller = await Session.CallerAsync();
        _servers = Queries.List(caller, null);
        _counts = ServerFilter.Statuses.ToDictionary(
            static status => status.Status, status => _servers.Count(view => ServerFilter.Has(view, status.Status)),
            StringComparer.Ordinal);
        _removed = await Restore.ListAsync(caller, Gone);
        _chosen.IntersectWith(_servers.Select(static view => view.Server.Key));
        _tagChoices = FilterSelect.TagsOf(_servers.SelectMany(static view => view.Server.Tags));
        _sourceChoices = SourceChoice.ChoicesOf(_servers.Select(static view => view.Server.Origin));
        _tagOptions = [.. _tagChoices.Select(static tag => new PickOption(tag.Value))];
        Lay();
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return base.Concerns(change) || change.TouchesScans;
    }

    protected override void OnParametersSet()
    {
        if (_filter.Arrive(ServerFilter.Of(Status, Query, Tag, Sort, Order, ViewName, Source)))
        {
            Lay();
        }
    }

    private Task SortByAsync(string sort) =>
        NarrowAsync(Filter with { Sort = sort, IsDescending = Filter.Sort == sort && !Filter.IsDescending });

    private async Task NarrowAsync(ServerFilter filter)
    {
        if (_filter.Choose(filter))
        {
            Lay();
            await ReplaceQueryAsync(filter.Parameters());
        }
    }

    private Task ChooseAsync(IEnumerable<string> keys, bool isChosen)
    {
        var begins = _chosen.Count == 0 && isChosen;
        if (isChosen)
        {
            _chosen.UnionWith(keys);
        }
        else
        {
            _chosen.ExceptWith(keys);
        }

        return begins && MayModify ? TryAsync(ReadGroupsAsync) : Task.CompletedTask;
    }

    /// <summary>The groups that the chosen servers can be granted to: when the choice begins, not each time a check ends.</summary>
    private async Task ReadGroupsAsync() => _groupOptions =
    [
        .. ((await Scopes.ListAsync(await Session.CallerAsync(), Gone)).Value ?? []).Select(
            static scope => new PickOption(scope.Name, string.Join(", ", scope.GroupMappings.Take(3)))),
    ];

    private Task ToggleAsync(bool enable) => EachAsync(
        view => view.Server.IsEnabled != enable,
        async view => (await Toggle.ExecuteAsync(await Session.CallerAsync(), view.Server.Key, enable, Gone)).Error,
        enable ? "enabled" : "disabled");

    private Task TagAsync(bool adds)
    {
        var tag = _tag.Trim();
        if (tag.Length == 0)
        {
            ShowError("Choose a tag, or type a new one.");
            return Task.CompletedTask;
        }

        return EachAsync(
            view => view.Server.Tags.Contains(tag) != adds,
            async view => (await Edit.ExecuteAsync(
                await Session.CallerAsync(),
                view.Server.Key,
                draft => draft with { Tags = adds ? [.. draft.Tags, tag] : [.. draft.Tags.Where(other => other != tag)] },
                Gone)).Error,
            adds ? $"tagged “{SafeText.Show(tag)}”" : $"without the tag “{SafeText.Show(tag)}”");
    }

    private Task GrantAsync()
    {
        var group = _group.Trim();
        if (_groupOptions.All(option => option.Value != group))
        {
            ShowError("Choose one of the groups.");
            return Task.CompletedTask;
        }

        return EachAsync(
            static _ => true,
            async view => (await Groups.AddServerAsync(await Session.CallerAsync(), view.Server.Key, [group], Gone)).Error,
            $"granted to {SafeText.Show(group)}");
    }

    private async Task RemoveAsync()
    {
        var count = _chosen.Count == 1 ? "1 server" : $"{_chosen.Count} servers";
        if (await Confirmation.AskAsync(
            $"Remove {count}?", "They and every right granted on them will be gone. Clients are refused at once. "
                + "For an hour it can be undone.", "Remove"))
        {
            var gone = new List<string>();
            await EachAsync(
                static _ => true,
                async view =>
                {
                    var removed = await Remove.ExecuteAsync(await Session.CallerAsync(), view.Server.Key, Gone);
                    if (removed.IsSuccess)
                    {
                        gone.Add(view.Server.Key);
                    }

                    return removed.Error;
                },
                "removed", done => ShowUndo(done, () => RestoreAsync(gone)));
        }
    }

    /// <summary>Works after the page was left, too: the message with the button stays.</summary>
    private Task RestoreAsync(IReadOnlyList<string> keys) => TryAsync(async () =>
    {
        var back = 0;
        foreach (var key in keys)
        {
            var restored = await Restore.ExecuteAsync(await Session.CallerAsync(), key, CancellationToken.None);
            back += restored.IsSuccess ? 1 : 0;
            if (!restored.IsSuccess)
            {
                ShowError(restored.Error.Detail);
            }
        }

        if (back > 0)
        {
            ShowDone(back == 1 ? "The server is back." : $"{back} servers are back.");
            await ReloadAsync();
        }
    });

    /// <summary>One after the other: each is decided on its own, and what was refused is said by name.</summary>
    /// <param name="needs">Whether there is anything to do to a server.</param>
    /// <param name="act">Does it; answers why not.</param>
    /// <param name="done">What is true of it then: <c>enabled</c>.</param>
    /// <param name="tell">Says what was done; without it, a plain message does.</param>
    private Task EachAsync(
        Func<ServerView, bool> needs, Func<ServerView, Task<Error?>> act, string done, Action<string>? tell = null) => BusyAsync(async () =>
    {
        var (count, refused) = (0, new List<string>());
        foreach (var view in _servers.Where(view => _chosen.Contains(view.Server.Key) && needs(view)).ToArray())
        {
            if (await act(view) is { } problem)
            {
                refused.Add($"{SafeText.Show(view.Server.ServerName)}: {problem.Detail}");
            }
            else
            {
                count++;
            }
        }

        if (count > 0)
        {
            (tell ?? ShowDone)($"{(count == 1 ? "1 server is" : $"{count} servers are")} {done}.");
        }
        else if (refused.Count == 0)
        {
            ShowNote($"All of them are {done} already.");
        }

        foreach (var text in refused.Take(3))
        {
            ShowError(text);
        }
    });

    private void Lay() => _shown = [.. Filter.Apply(_servers)];
}
