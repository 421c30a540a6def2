using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery.Search;

/// <summary>The vector side of a search, when a provider is configured and answers in time.</summary>
internal sealed partial class QueryVectors(
    EmbeddingProviderChoice choice, VectorStore store, IOptions<DiscoveryOptions> options, TimeProvider time, ILogger<QueryVectors> logger)
{
    /// <summary>After a failure the provider is left alone for so long: searches must not wait for it one by one.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly IEmbeddingProvider? _provider = choice.Provider;
    private readonly QueryCache _cache = new(2048);
    private long _pausedUntil;

    public async ValueTask<QueryVector> ForAsync(string query, CancellationToken cancellationToken)
    {
        if (_provider is null)
        {
            return default;
        }

        if (store.Current is not { Count: > 0 } space)
        {
            return store.Status.Phase == EmbeddingPhase.Failed
                ? Unavailable
                : new(null, "The catalogue is not embedded yet: results are by words alone.");
        }

        // A query has another vector with each model, and while the model is changed there are two.
        if (_cache.Find(KeyOf(space, query)) is { } known)
        {
            return new(Part(space, known), store.Progress);
        }

        if (time.GetTimestamp() < Volatile.Read(ref _pausedUntil))
        {
            return Unavailable;
        }

        return await EmbedAsync(space, query, cancellationToken);
    }

    private static QueryVector Unavailable => new(null, "The embedding provider is not available: results are by words alone.");

    private async Task<QueryVector> EmbedAsync(VectorSpace space, string query, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.QueryTimeout);
        try
        {
            string[] texts = [query, .. QuerySteps.Of(query)];
            var provider = space.Model == _provider!.Model ? _provider : store.Former ?? _provider;
            var embedded = await provider.EmbedAsync(texts, TextRole.Query, limit.Token);
            if (embedded.IsSuccess && embedded.Value.Count == texts.Length
                && embedded.Value.All(vector => vector.Length == space.Dimensions))
            {
                var asked = new QueryEmbedding(
                    [.. embedded.Value.Select(static vector => QuantizedVector.From(vector))], QuerySteps.WordsOf(query));
                _cache.Add(KeyOf(space, query), asked);
                return new(Part(space, asked), store.Progress);
            }

            if (embedded.Error is { Kind: ErrorKind.TooManyRequests })
            {
                return new(null, "The embedding model is busy: results are by words alone.");
            }

            LogFailed(embedded.Error?.Detail ?? "the answer does not fit the model's dimensions");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed("no answer in time");
        }

        Volatile.Write(ref _pausedUntil, time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency));
        return Unavailable;
    }

    private static string KeyOf(VectorSpace space, string query) => $"{space.Model}\n{query}";

    private VectorPart Part(VectorSpace space, QueryEmbedding query)
    {
        var chosen = options.Value;
        return new(space, query, new(chosen.Fusion, (float)chosen.LexicalWeight, (float)chosen.VectorWeight));
    }

    [LoggerMessage(
        EventId = 6003, Level = LogLevel.Warning, Message = "Searching by words alone: the embedding provider failed: {Reason}.")]
    private partial void LogFailed(string reason);
}

/// <summary>The query's vector, or why there is none. Neither is set when no provider is configured.</summary>
internal readonly record struct QueryVector(VectorPart? Part, string? Degraded);
