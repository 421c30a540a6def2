using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace McpGateway.Web.Shell;

/// <summary>Finds servers and tools from anywhere, among those that the caller may see.</summary>
public sealed partial class SearchBox
{
    private const int MaxHits = 12;
    private const int MinMeaning = 3;

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

    private Task OnTypedAsync() => _finding = FindAsync();

    /// <summary>Answers may overtake one another: only that to the newest question is shown.</summary>
    private async Task FindAsync()
    {
        var asked = ++_asked;
        var query = _query.Trim();
        var hits = query.Length > 0 && await Session.FindAsync() is { Caller: var caller } ? await HitsAsync(caller, query) : null;
        if (asked == _asked)
        {
            (_isOpen, _hits, _active) = (hits is not null, hits ?? [], hits is { Count: > 0 } ? 0 : -1);
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
        var byName = servers.Concat(tools).Take(MaxHits).ToList();
        return byName.Count < MaxHits && query.Length >= MinMeaning
            ? [.. byName.Concat(await ByMeaningAsync(caller, query)).DistinctBy(static hit => (hit.Path, hit.Tool)).Take(MaxHits)]
            : byName;
    }

    /// <summary>What the words mean, for those who do not know the name.</summary>
    private async Task<IEnumerable<Hit>> ByMeaningAsync(Caller caller, string query)
    {
        var request = new SearchRequest
        {
            Query = query.Length > SearchRequest.MaxQueryLength ? query[..SearchRequest.MaxQueryLength] : query,
            MaxResults = MaxHits,
        };
        var found = await Search.SearchAsync(caller, request, CancellationToken.None);
        return found.IsSuccess
            ? found.Value.Servers.Select(static server => new Hit(server.ServerName, ServerPath.KeyOf(server.Path), null))
                .Concat(found.Value.Tools.Select(static tool => new Hit(tool.ServerName, ServerPath.KeyOf(tool.ServerPath), tool.ToolName)))
            : [];
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
        Navigation.NavigateTo(ServerLinks.To(hit.Path, hit.Tool is null ? "overview" : "tools", hit.Tool));
    }

    private void Close()
    {
        _asked++;
        (_isOpen, _hits, _active) = (false, [], -1);
    }

    private sealed record Hit(string Server, string Path, string? Tool);
}
