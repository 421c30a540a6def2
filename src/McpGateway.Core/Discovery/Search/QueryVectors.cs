using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery.Search;

/// <summary>The vector side of a search, when a provider is configured and answers in time.</summary>
internal sealed partial class QueryVectors : IDisposable
{
    /// <summary>After a failure the provider is left alone for so long: searches must not wait for it one by one.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly QueryVector Unavailable =
        new(null, "The embedding provider is not available: results are by words alone.");

    private static readonly QueryVector Busy = new(null, "The embedding model is busy: results are by words alone.");

    private readonly IEmbeddingProvider? _provider;
    private readonly VectorStore _store;
    private readonly DiscoveryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<QueryVectors> _logger;
    private readonly QueryCache _cache = new(2048);
    private readonly LaterQueries _later;
    private long _pausedUntil;

    public QueryVectors(
        EmbeddingProviderChoice choice, VectorStore store, IOptions<DiscoveryOptions> options, TimeProvider time,
        ILogger<QueryVectors> logger)
    {
        (_provider, _store, _options, _time, _logger) = (choice.Provider, store, options.Value, time, logger);
        _later = new(EmbedLaterAsync, time);
    }

    public void Dispose() => _later.Dispose();

    /// <summary>The vectors of a query that nobody waits for, for those who ask it next.</summary>
    /// <returns>False when the model has no time.</returns>
    private async Task<bool> EmbedLaterAsync(string query, CancellationToken cancellationToken) =>
        await FindAsync(query, cancellationToken) != Busy;

    /// <summary>The vector side of a search for this query.</summary>
    public async ValueTask<QueryVector> ForAsync(string query, CancellationToken cancellationToken)
    {
        var found = await FindAsync(query, cancellationToken);
        if (found == Busy)
        {
            _later.Add(query);
        }

        return found;
    }

    private async ValueTask<QueryVector> FindAsync(string query, CancellationToken cancellationToken)
    {
        if (_provider is null)
        {
            return default;
        }

        if (_store.Current is not { Count: > 0 } space)
        {
            return _store.Status.Phase == EmbeddingPhase.Failed
                ? Unavailable
                : new(null, "The catalogue is not embedded yet: results are by words alone.");
        }

        // A query has another vector with each model, and while the model is changed there are two.
        if (_cache.Find(KeyOf(space, query)) is { } known)
        {
            return new(Part(space, known), _store.Progress);
        }

        if (_time.GetTimestamp() < Volatile.Read(ref _pausedUntil))
        {
            return Unavailable;
        }

        // Vectors of another model say nothing about these.
        var provider = new[] { _provider, _store.Former }.FirstOrDefault(provider => provider?.Model == space.Model);
        return provider is null ? Unavailable : await EmbedAsync(provider, space, query, cancellationToken);
    }

    private async Task<QueryVector> EmbedAsync(
        IEmbeddingProvider provider, VectorSpace space, string query, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.QueryTimeout);
        try
        {
            string[] texts = [query, .. QuerySteps.Of(query)];
            var embedded = await provider.EmbedAsync(texts, TextRole.Query, limit.Token);
            if (embedded.IsSuccess && embedded.Value.Count == texts.Length
                && embedded.Value.All(vector => vector.Length == space.Dimensions))
            {
                var asked = new QueryEmbedding(
                    [.. embedded.Value.Select(static vector => QuantizedVector.From(vector))], QuerySteps.WordsOf(query));
                _cache.Add(KeyOf(space, query), asked);
                return new(Part(space, asked), _store.Progress);
            }

            if (embedded.Error is { Kind: ErrorKind.TooManyRequests })
            {
                return Busy;
            }

            LogFailed(embedded.Error?.Detail ?? "the answer does not fit the model's dimensions");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed("no answer in time");
        }

        Volatile.Write(ref _pausedUntil, _time.GetTimestamp() + (long)(Pause.TotalSeconds * _time.TimestampFrequency));
        return Unavailable;
    }

    private static string KeyOf(VectorSpace space, string query) => $"{space.Model}\n{query}";

    private VectorPart Part(VectorSpace space, QueryEmbedding query)
    {
        return new(space, query, new(_options.Fusion, (float)_options.LexicalWeight, (float)_options.VectorWeight));
    }

    [LoggerMessage(
        EventId = 6003, Level = LogLevel.Warning, Message = "Searching by words alone: the embedding provider failed: {Reason}.")]
    private partial void LogFailed(string reason);
}

/// <summary>The query's vector, or why there is none. Neither is set when no provider is configured.</summary>
internal readonly record struct QueryVector(VectorPart? Part, string? Degraded);
