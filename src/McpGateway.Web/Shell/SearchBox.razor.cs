using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Agent;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace McpGateway.Web.Shell;

/// <summary>Finds servers and tools from anywhere, among those that the caller may see.</summary>
public sealed partial class SearchBox
{
    private const int MaxHits = 12;
    private const int MinMeaning = 3;

    /// <summary>Vectors are a little alike whatever they mean: "nothing found" is an answer, too.</summary>
    private const double LeastRelevance = 0.1;

    private string _query = "";
    private List<Hit> _hits = [];
    private int _active = -1;
    private bool _isOpen;
    private bool _eats;
    private int _asked;
    private Task _finding = Task.CompletedTask;

    [Inject]
    private ServerCatalog Catalog { get; set; } = null!;

    [Inject]
    private ServerAuthorization Guard { get; set; } = null!;

    [Inject]
    private ToolSearch Search { get; set; } = null!;

    [Inject]
    private AgentQueries Agents { get; set; } = null!;

    [Inject]
    private AgentSearch AgentSearch { get; set; } = null!;

    private Task OnTypedAsync() => _finding = FindAsync();

    /// <summary>Answers may overtake one another: only that to the newest question is shown.</summary>
    private async Task FindAsync()
    {
        var asked = ++_asked;
        var query = _query.Trim();
        var hits = query.Length > 0 && await Session.FindAsync() is { Caller: var caller } ? await HitsAsync(caller, query) : null;
        if (asked == _asked)
        {
            // Last, so that Enter means the best hit: the page with everything that fits.
            var all = hits is null ? [] : hits.Append(new Hit(query, "", null) { Page = PagePath.With("ui/search", ("q", query)) });
            (_isOpen, _hits, _active) = (hits is not null, [.. all], hits is null ? -1 : 0);
        }
    }

    private async Task<List<Hit>> HitsAsync(Caller caller, string query)
    {
        var servers = Queries.List(caller, query).Take(MaxHits).Select(view => new Hit(view.Server.ServerName, view.Server.Key, null));
        var tools =
            from entry in Catalog.Current.Values
            where Guard.MaySee(caller, entry.Server)
            let mayCall = Guard.ToolFilter(caller, entry.Server)
            from tool in entry.Tools ?? []
            where tool.Name.Contains(query, StringComparison.OrdinalIgnoreCase) && mayCall(tool.Name)
            select new Hit(entry.Server.ServerName, entry.Server.Key, tool.Name);
        var byName = Share(IsAction(query) ? [tools, servers, AgentsByName(caller, query)] : [servers, AgentsByName(caller, query), tools]);
        byName.AddRange(Shell.Navigation.Items
            .Where(item => query.Length > 1 && item.IsFor(caller) && item.Title.StartsWith(query, StringComparison.OrdinalIgnoreCase))
            .Select(static item => new Hit(item.Title, "", null) { Page = item.Href }));
        return byName.Count < MaxHits && query.Length >= MinMeaning
            ? [.. byName.Concat(await ByMeaningAsync(caller, query)).DistinctBy(static hit => (hit.Path, hit.Tool, hit.Page)).Take(MaxHits)]
            : byName;
    }

    /// <summary>Agents by their names, then skills by theirs.</summary>
    private IEnumerable<Hit> AgentsByName(Caller caller, string query)
    {
        var seen = Agents.List(caller, new());
        bool IsNamed(string name) => name.Contains(query, StringComparison.OrdinalIgnoreCase);
        return seen
            .Where(entry => IsNamed(entry.Card.Name) || IsNamed(entry.Agent.Path))
            .Select(static entry => new Hit(entry.Card.Name, entry.Agent.Path, null, IsAgent: true))
            .Concat(
                from entry in seen
                from skill in entry.Card.Skills
                where IsNamed(skill.Name) || IsNamed(skill.Id)
                select new Hit(entry.Card.Name, entry.Agent.Path, skill.Name, IsAgent: true));
    }

    /// <summary>Several words say what is to be done, which tools do; one word is a name.</summary>
    private static bool IsAction(string query) => query.Contains(' ', StringComparison.Ordinal);

    /// <summary>No kind fills the list alone: each has its turn, as long as it has hits.</summary>
    private static List<Hit> Share(IReadOnlyList<IEnumerable<Hit>> kinds)
    {
        var lists = kinds.Select(static kind => kind.Take(MaxHits).ToArray()).ToArray();
        var places = new int[lists.Length];
        for (var (left, index) = (MaxHits, 0); left > 0 && lists.Zip(places).Any(static pair => pair.Second < pair.First.Length); index++)
        {
            var kind = index % lists.Length;
            if (places[kind] < lists[kind].Length)
            {
                places[kind]++;
                left--;
            }
        }

        return [.. lists.Zip(places).SelectMany(static pair => pair.First.Take(pair.Second))];
    }

    /// <summary>What the words mean, for those who do not know the name.</summary>
    private async Task<IEnumerable<Hit>> ByMeaningAsync(Caller caller, string query)
    {
        var request = new SearchRequest
        {
            Query = query.Length > SearchRequest.MaxQueryLength ? query[..SearchRequest.MaxQueryLength] : query,
            Kinds = [EntityKind.Server, EntityKind.Tool],
            MaxResults = MaxHits,
        };
        var found = await Search.SearchAsync(caller, request, CancellationToken.None);
        var agents = await AgentSearch.SearchAsync(
            caller,
            request with { Kinds = [EntityKind.Agent], MaxResults = MaxHits / 2, IncludesDisabled = true },
            CancellationToken.None);
        var agentHits = agents.IsSuccess
            ? agents.Value.Agents.Where(agent => !agents.Value.IsHybrid || agent.Relevance >= LeastRelevance)
                .Select(static agent => new Hit(agent.Entry.Card.Name, agent.Entry.Agent.Path, null, IsAgent: true))
            : [];
        var servers = found.IsSuccess
            ? found.Value.Servers.Where(server => IsLikely(server.Relevance))
                .Select(static server => new Hit(server.ServerName, ServerPath.KeyOf(server.Path), null))
            : [];
        var tools = found.IsSuccess
            ? found.Value.Tools.Where(tool => IsLikely(tool.Relevance))
                .Select(static tool => new Hit(tool.ServerName, ServerPath.KeyOf(tool.ServerPath), tool.ToolName))
            : [];
        return Share(IsAction(query) ? [tools, servers, agentHits] : [servers, tools, agentHits]);

        bool IsLikely(double relevance) => found.Value?.IsHybrid != true || relevance >= LeastRelevance;
    }

    /// <summary>Enter means what was typed, not what an earlier part of it found.</summary>
    private async Task OnKeyAsync(KeyboardEventArgs key)
    {
        _eats = false;
        if (key.Key is "Enter" or "ArrowDown" or "ArrowUp")
        {
            await _finding;
        }

        switch (key.Key)
        {
            case "ArrowDown" when _hits.Count > 0:
                _active = (_active + 1) % _hits.Count;
                break;
            case "ArrowUp" when _hits.Count > 0:
                _active = (_active + _hits.Count - 1) % _hits.Count;
                break;
            case "Enter" when _isOpen && _active >= 0:
                Go(_hits[_active]);
                break;
            case "Escape":
                Close();
                break;
            default:
                break;
        }
    }

    private void Go(Hit hit)
    {
        _query = "";
        Close();
        Navigation.NavigateTo(hit switch
        {
            { Page: { } page } => page,
            { IsAgent: true } => AgentLinks.To(hit.Path, hit.Tool is null ? "overview" : "skills"),
            _ => ServerLinks.To(hit.Path, hit.Tool is null ? "overview" : "tools", hit.Tool),
        });
    }

    private void Close()
    {
        _asked++;
        (_isOpen, _hits, _active) = (false, [], -1);
    }

    /// <param name="Server">Name of the server, or of the agent.</param>
    /// <param name="Path">Its path.</param>
    /// <param name="Tool">Name of the tool, or of the skill; null for the server or agent itself.</param>
    private sealed record Hit(string Server, string Path, string? Tool, bool IsAgent = false)
    {
        /// <summary>Address of a page of the web UI; null for what was found in the registry.</summary>
        public string? Page { get; init; }
    }
}
