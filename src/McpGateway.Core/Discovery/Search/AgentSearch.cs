using McpGateway.Access.Decisions;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery.Search;

/// <summary>Finds agents for a sentence, by their own words and those of their skills, among the agents that the caller sees.</summary>
public sealed class AgentSearch
{
    /// <summary>More than <see cref="SearchRequest.MaxResultsLimit"/>: existing clients of the search by skills ask for so many.</summary>
    public const int MaxResults = 100;

    private readonly AgentIndex _index;
    private readonly IndexLoading _loading;
    private readonly Ranker _ranker;
    private readonly QueryVectors _vectors;
    private readonly AgentCatalog _catalog;
    private readonly AccessSnapshotHolder _access;
    private readonly IAgentHealth _health;
    private readonly float _ratingWeight;

    internal AgentSearch(
        AgentIndex index,
        IndexLoading loading,
        Ranker ranker,
        QueryVectors vectors,
        AgentCatalog catalog,
        AccessSnapshotHolder access,
        IAgentHealth health,
        IOptions<DiscoveryOptions> options)
    {
        (_index, _loading, _ranker, _vectors, _catalog, _access) = (index, loading, ranker, vectors, catalog, access);
        (_health, _ratingWeight) = (health, (float)options.Value.RatingWeight);
    }

    public async Task<Result<FoundAgents>> SearchAsync(
        Caller caller, SearchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (Refusal(request) is { } refusal)
        {
            return refusal;
        }

        if (await _loading.RefusalAsync(cancellationToken) is { } loading)
        {
            return loading;
        }

        var query = request.Query.Trim();
        var vectors = await _vectors.ForAsync(query, cancellationToken);
        var sight = AgentSight.Of(caller);
        var hits = _ranker.Search(_index.Index.Current, new()
        {
            Query = query,
            Access = _access.Current.For(caller.Scopes),
            Sight = sight,
            Filter = UnitFilter.Of(request, HealthOf),
            ServerCount = request.CountOf(EntityKind.Agent),
            ToolCount = request.CountOf(EntityKind.Skill),
            RatingWeight = _ratingWeight,
            CountsMatches = request.CountsFacets,
            MinScore = (float)request.MinScore,
            Vectors = vectors.Part,
        });
        var presenter = new HitPresenter(hits.Lexical, request.Explains, vectors.Part);
        return new FoundAgents(
            [.. hits.Servers.Select(hit => Present(hit, sight, presenter)).OfType<FoundAgent>()],
            vectors.Part is not null,
            vectors.Degraded)
        {
            Skills = [.. hits.Tools.Select(hit => PresentSkill(hit, sight, presenter)).OfType<FoundAgentSkill>()],
            Facets = SearchFacets.Of(hits.Matches, HealthOf),
        };
    }

    private string HealthOf(SegmentUnit unit) => (unit.Info.IsEnabled ? _health.Get(unit.Key) : HealthView.Disabled).Status;

    private FoundAgentSkill? PresentSkill(SearchHit hit, AgentSight sight, HitPresenter presenter) =>
        _catalog.Current.TryGetValue(hit.Unit.Key, out var entry) && sight.Sees(entry.Agent)
            && entry.Card.Skills.FirstOrDefault(skill => skill.Id == hit.Name) is { } skill
            ? new(entry, skill, hit.Relevance) { Why = presenter.Why(hit) }
            : null;

    /// <summary>
    /// As it is now: the index may be a moment behind, and who is shown what is decided by what is stored.
    /// </summary>
    private FoundAgent? Present(ServerHit found, AgentSight sight, HitPresenter presenter)
    {
        if (!_catalog.Current.TryGetValue(found.Hit.Unit.Key, out var entry) || !sight.Sees(entry.Agent))
        {
            return null;
        }

        var skills = found.Tools
            .Where(static hit => hit.Score > 0)
            .Select(hit => (Skill: entry.Card.Skills.FirstOrDefault(skill => skill.Id == hit.Name), hit.Relevance))
            .Where(static match => match.Skill is not null)
            .Select(static match => new FoundSkill(match.Skill!, match.Relevance));
        return new(entry, found.Hit.Relevance, [.. skills]) { Why = presenter.Why(found.Hit) };
    }

    private static Error? Refusal(SearchRequest request) =>
        string.IsNullOrWhiteSpace(request.Query) ? new(ErrorKind.Invalid, "Query cannot be empty")
        : request.Query.Length > SearchRequest.MaxQueryLength ? new(
            ErrorKind.Invalid, $"The query must not be longer than {SearchRequest.MaxQueryLength} characters.")
        : request.MaxResults is < 1 or > MaxResults ? new(ErrorKind.Invalid, $"max_results must be between 1 and {MaxResults}.")
        : null;
}

/// <summary>Agents that were found, best first.</summary>
/// <param name="IsHybrid">Whether vectors took part.</param>
/// <param name="Degraded">Why vectors did not take part although a provider is configured; null when all is well.</param>
public sealed record FoundAgents(IReadOnlyList<FoundAgent> Agents, bool IsHybrid, string? Degraded)
{
    /// <summary>Skills of any of the agents that the caller sees, best first.</summary>
    public IReadOnlyList<FoundAgentSkill> Skills { get; init; } = [];

    /// <summary>Null unless the request asks for them.</summary>
    public SearchFacets? Facets { get; init; }
}

/// <summary>A skill that was found for itself.</summary>
public sealed record FoundAgentSkill(AgentEntry Entry, AgentSkill Skill, double Relevance)
{
    public FoundWhy? Why { get; init; }
}

/// <summary>An agent that was found.</summary>
/// <param name="Relevance">0 to 1.</param>
/// <param name="Skills">The best of its skills, at most five.</param>
public sealed record FoundAgent(AgentEntry Entry, double Relevance, IReadOnlyList<FoundSkill> Skills)
{
    public FoundWhy? Why { get; init; }
}

/// <summary>A skill that matches.</summary>
public sealed record FoundSkill(AgentSkill Skill, double Relevance);
