using System.Diagnostics;
using McpGateway.Access.Decisions;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Foundation;

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
    private readonly TimeProvider _time;

    internal ToolSearch(
        SearchIndex index,
        IndexLoading loading,
        Ranker ranker,
        AccessSnapshotHolder access,
        QueryVectors vectors,
        DiscoveryMetrics metrics,
        TimeProvider time) =>
        (_index, _loading, _ranker, _access, _vectors, _metrics, _time) = (index, loading, ranker, access, vectors, metrics, time);

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
        var wantsServers = request.Kinds.Count == 0 || request.Kinds.Contains(EntityKind.Server);
        var wantsTools = request.Kinds.Count == 0 || request.Kinds.Contains(EntityKind.Tool);
        var hits = _ranker.Search(wantsServers || wantsTools ? _index.Current : SearchSnapshot.Empty, new()
        {
            Query = query,
            Access = _access.Current.For(caller.Scopes),
            SeesAllServers = caller.Permissions.IsAdmin,
            Filter = new(request.Tags, request.IncludesDisabled),
            ServerCount = wantsServers ? request.MaxResults : 0,
            ToolCount = wantsTools ? request.MaxResults : 0,
            MinScore = (float)request.MinScore,
            Vectors = vectors.Part,
        });
        var presenter = new HitPresenter(hits.Lexical, request.Explains);
        return new SearchAnswer
        {
            Query = query,
            Servers = [.. hits.Servers.Select(presenter.Server)],
            Tools = [.. hits.Tools.Select(presenter.Tool)],
            IsHybrid = vectors.Part is not null,
            Degraded = vectors.Degraded,
        };
    }

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

        span.SetTag("mcp_gateway.search.mode", answer.Value.IsHybrid ? "hybrid" : "lexical-only")
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
