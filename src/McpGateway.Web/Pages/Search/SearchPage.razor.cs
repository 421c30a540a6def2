using McpGateway.Core.Discovery.Search;
using McpGateway.Web.Components;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Web.Pages.Search;

/// <summary>Everything that fits a sentence, of what the caller may use, and why. What is chosen stands in the address.</summary>
public sealed partial class SearchPage
{
    private const int Most = 25;
    private const int MostAgents = 10;
    private const int MostChoices = 50;

    private readonly AddressedFilter<SearchFilter> _filter = new();
    private string _query = "";
    private string? _problem;
    private string? _degraded;
    private SearchFacets? _facets;
    private Dictionary<string, IReadOnlyList<FoundItemView>> _found = [];

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    public string? Tag { get; set; }

    [SupplyParameterFromQuery(Name = "server")]
    public string? Server { get; set; }

    [SupplyParameterFromQuery(Name = "health")]
    public string? Health { get; set; }

    [SupplyParameterFromQuery(Name = "rating")]
    public string? Rating { get; set; }

    [SupplyParameterFromQuery(Name = "score")]
    public string? Score { get; set; }

    private SearchFilter Filter => _filter.Current;

    protected override async Task OnParametersSetAsync()
    {
        if (Arrive())
        {
            await ReloadAsync();
        }
    }

    protected override async Task LoadAsync()
    {
        Arrive();
        var filter = Filter;
        if (filter.Query.Length == 0)
        {
            (_found, _facets, _problem, _degraded) = ([], null, null, null);
            return;
        }

        var caller = await Session.CallerAsync();
        var found = await Search.SearchAsync(caller, filter.Request(Most), Gone);

        // Agents that are switched off are found here: whoever looks for one is to learn that it is there.
        var agents = await AgentSearch.SearchAsync(caller, filter.Request(MostAgents) with { IncludesDisabled = true }, Gone);
        _found = new(StringComparer.Ordinal)
        {
            ["tools"] = [.. (found.Value?.Tools ?? []).Select(FoundItemView.Of)],
            ["prompts"] = [.. (found.Value?.Prompts ?? []).Select(FoundItemView.Of)],
            ["resources"] = [.. (found.Value?.Resources ?? []).Select(FoundItemView.Of)],
            ["servers"] = [.. (found.Value?.Servers ?? []).Select(FoundItemView.Of)],
            ["agents"] = [.. (agents.Value?.Agents ?? []).Select(FoundItemView.Of)],
            ["skills"] = [.. (agents.Value?.Skills ?? []).Select(FoundItemView.Of)],
        };
        _facets = SearchFacets.Sum(found.Value?.Facets, agents.Value?.Facets);
        (_problem, _degraded) = (found.Error?.Detail, found.Value?.Degraded);
    }

    protected override bool Concerns(UiChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.TouchesAccess;
    }

    /// <summary>Values with their counts, the most frequent first; what is chosen stays to be seen when nothing has it.</summary>
    private static IEnumerable<(string Value, int Count)> Choices(IReadOnlyDictionary<string, int>? counts, string chosen)
    {
        var choices = (counts ?? new Dictionary<string, int>()).OrderByDescending(static pair => pair.Value)
            .ThenBy(static pair => pair.Key, StringComparer.OrdinalIgnoreCase).Select(static pair => (pair.Key, pair.Value))
            .Take(MostChoices).ToList();
        return chosen.Length == 0 || choices.Exists(choice => choice.Key == chosen)
            ? choices
            : choices.Prepend((chosen, counts?.GetValueOrDefault(chosen) ?? 0));
    }

    private int CountOf(string kind) =>
        kind.Length == 0 ? _found.Values.Sum(static items => items.Count) : _found.GetValueOrDefault(kind)?.Count ?? 0;

    private Task AskAsync() => NarrowAsync(Filter with { Query = _query.Trim() });

    private async Task NarrowAsync(SearchFilter filter)
    {
        var last = Filter;
        if (!_filter.Choose(filter))
        {
            return;
        }

        var writing = ReplaceQueryAsync(filter.Parameters());
        if (last with { Kind = filter.Kind } != filter)
        {
            await ReloadAsync();
        }

        await writing;
    }

    /// <returns>Whether the address asks for something else.</returns>
    private bool Arrive()
    {
        if (!_filter.Arrive(SearchFilter.Of(Query, Kind, Tag, Server, Health, Rating, Score)))
        {
            return false;
        }

        _query = Filter.Query;
        return true;
    }
}
