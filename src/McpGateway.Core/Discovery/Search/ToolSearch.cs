using McpGateway.Access.Decisions;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Foundation;

namespace McpGateway.Core.Discovery.Search;

/// <summary>Finds servers and tools for a sentence. Access comes first: what the caller may not use takes no part in the ranking.</summary>
public sealed class ToolSearch
{
    /// <summary>How long a search waits for the index of a process that has just started.</summary>
    private static readonly TimeSpan LoadPatience = TimeSpan.FromSeconds(15);

    private readonly SearchIndex _index;
    private readonly SearchIndexChangeHandler _indexing;
    private readonly Ranker _ranker;
    private readonly AccessSnapshotHolder _access;
    private readonly QueryVectors _vectors;
    private readonly DiscoveryMetrics _metrics;
    private readonly TimeProvider _time;

    internal ToolSearch(
        SearchIndex index,
        SearchIndexChangeHandler indexing,
        Ranker ranker,
        AccessSnapshotHolder access,
        QueryVectors vectors,
        DiscoveryMetrics metrics,
        TimeProvider time) =>
        (_index, _indexing, _ranker, _access, _vectors, _metrics, _time) = (index, indexing, ranker, access, vectors, metrics, time);

    public async Task<Result<SearchAnswer>> SearchAsync(Caller caller, SearchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        var started = _time.GetTimestamp();
        var answer = await AnswerAsync(caller, request, cancellationToken);
        _metrics.Record(answer, _time.GetElapsedTime(started));
        return answer;
    }

    private async Task<Result<SearchAnswer>> AnswerAsync(Caller caller, SearchRequest request, CancellationToken cancellationToken)
    {
        if (Refusal(request) is { } refusal)
        {
            return refusal;
        }

        if (!_indexing.Loaded.IsCompleted && !await IsLoadedAsync(cancellationToken))
        {
            return new Error(ErrorKind.Unavailable, "The search index is still being built. Please try again in a few seconds.");
        }

        var query = request.Query.Trim();
        var vectors = await _vectors.ForAsync(query, cancellationToken);
        var wantsServers = request.Kinds.Count == 0 || request.Kinds.Contains(EntityKind.Server);
        var wantsTools = request.Kinds.Count == 0 || request.Kinds.Contains(EntityKind.Tool);
        var hits = _ranker.Search(_index.Current, new()
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

    private async Task<bool> IsLoadedAsync(CancellationToken cancellationToken)
    {
        var patience = Task.Delay(LoadPatience, _time, cancellationToken);
        await Task.WhenAny(_indexing.Loaded, patience);
        cancellationToken.ThrowIfCancellationRequested();
        return _indexing.Loaded.IsCompleted;
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
