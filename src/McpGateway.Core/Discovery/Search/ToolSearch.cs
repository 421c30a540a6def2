using System.Diagnostics;
using McpGateway.Access.Decisions;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery.Search;

/// <summary>Finds servers and tools for a sentence. Access comes first: what the caller may not use takes no part in the ranking.</summary>
public sealed class ToolSearch
{
    private static readonly ActivitySource Source = new(SpanSources.Discovery);

    private readonly SearchIndex _index;
    private readonly IndexLoading _loading;
    private readonly Ranker _ranker;
    private readonly AccessSnapshotHolder _access;
    private readonly QueryVectors _vectors;
    private readonly DiscoveryMetrics _metrics;
    private readonly IServerHealth _health;
    private readonly float _ratingWeight;
    private readonly TimeProvider _time;

    internal ToolSearch(
        SearchIndex index,
        IndexLoading loading,
        Ranker ranker,
        AccessSnapshotHolder access,
        QueryVectors vectors,
        DiscoveryMetrics metrics,
        IServerHealth health,
        IOptions<DiscoveryOptions> options,
        TimeProvider time)
    {
        (_index, _loading, _ranker, _access, _vectors, _metrics) = (index, loading, ranker, access, vectors, metrics);
        (_health, _ratingWeight, _time) = (health, (float)options.Value.RatingWeight, time);
    }

    public async Task<Result<SearchAnswer>> SearchAsync(Caller caller, SearchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        using var span = Source.StartActivity("discovery.search");
        var started = _time.GetTimestamp();
        var answer = await AnswerAsync(caller, request, cancellationToken);
        Describe(span, answer);
        _metrics.Record(answer, _time.GetElapsedTime(started));
        return answer;
    }

    private async Task<Result<SearchAnswer>> AnswerAsync(Caller caller, SearchRequest request, CancellationToken cancellationToken)
    {
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
        var wanted = new RankRequest
        {
            Query = query,
            Access = _access.Current.For(caller.Scopes),
            Caller = caller,
            SeesAllServers = caller.Permissions.IsAdmin,
            Filter = UnitFilter.Of(request, HealthOf),
            ServerCount = request.CountOf(EntityKind.Server),
            ToolCount = request.CountOf(EntityKind.Tool),
            PromptCount = request.CountOf(EntityKind.Prompt),
            ResourceCount = request.CountOf(EntityKind.Resource),
            RatingWeight = _ratingWeight,
            CountsMatches = request.CountsFacets,
            MinScore = (float)request.MinScore,
            Vectors = vectors.Part,
        };
        var hits = _ranker.Search(wanted.IsForNothing ? SearchSnapshot.Empty : _index.Current, wanted);
        var presenter = new HitPresenter(hits.Lexical, request.Explains, vectors.Part);
        return new SearchAnswer
        {
            Query = query,
            Servers = [.. hits.Servers.Select(presenter.Server)],
            Tools = [.. hits.Tools.Select(presenter.Tool)],
            Prompts = [.. hits.Prompts.Select(presenter.Item)],
            Resources = [.. hits.Resources.Select(presenter.Item)],
            Facets = SearchFacets.Of(hits.Matches, HealthOf),
            IsHybrid = vectors.Part is not null,
            Degraded = vectors.Degraded,
        };
    }

    private string HealthOf(SegmentUnit unit) => (unit.Info.IsEnabled ? _health.Get(unit.Key) : HealthView.Disabled).Status;

    /// <summary>The query's text is no member: it may say what somebody is at.</summary>
    private static void Describe(Activity? span, Result<SearchAnswer> answer)
    {
        if (span is null)
        {
            return;
        }

        if (!answer.IsSuccess)
        {
            span.SetTag("error.type", answer.Error.Kind.ToString()).SetStatus(ActivityStatusCode.Error);
            return;
        }

        span.SetTag("mcp_gateway.search.mode", answer.Value.Mode)
            .SetTag("mcp_gateway.search.servers", answer.Value.Servers.Count)
            .SetTag("mcp_gateway.search.tools", answer.Value.Tools.Count);
    }

    private static Error? Refusal(SearchRequest request) =>
        string.IsNullOrWhiteSpace(request.Query) ? new(ErrorKind.Invalid, "Query text is required for semantic search")
        : request.Query.Length > SearchRequest.MaxQueryLength ? new(
            ErrorKind.Invalid, $"The query must not be longer than {SearchRequest.MaxQueryLength} characters.")
        : request.MaxResults is < 1 or > SearchRequest.MaxResultsLimit ? new(
            ErrorKind.Invalid, $"max_results must be between 1 and {SearchRequest.MaxResultsLimit}.")
        : request.MinScore is not (>= 0 and <= 1) ? new(ErrorKind.Invalid, "min_score must be between 0 and 1.")
        : null;
}
