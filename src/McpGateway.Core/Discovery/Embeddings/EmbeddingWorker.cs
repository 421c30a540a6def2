using System.Runtime.InteropServices;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>
/// Gives every entity of the index a vector, in the background: from the cache in the store where the text was embedded before, from the
/// provider otherwise. Another model is another set of cached vectors, so a change of model embeds everything again and can be undone.
/// </summary>
internal sealed partial class EmbeddingWorker(
    EmbeddingProviderChoice choice, SearchIndex index, SearchIndexChangeHandler indexing, VectorStore store, DocumentStore documents,
    TimeProvider time,
    ILogger<EmbeddingWorker> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _signal = new(0);

    public override void Dispose()
    {
        base.Dispose();
        _signal.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (choice.Provider is not { } provider)
        {
            return;
        }

        Action wake = () => _signal.Release();
        indexing.Updated += wake;
        try
        {
            await indexing.Loaded.WaitAsync(stoppingToken);
            while (!await IsDoneAsync(() => LoadCacheAsync(provider, stoppingToken)))
            {
                await Task.Delay(RetryDelay, time, stoppingToken);
            }

            while (!stoppingToken.IsCancellationRequested)
            {
                var isDone = await IsDoneAsync(() => EmbedMissingAsync(provider, stoppingToken));
                await (isDone ? _signal.WaitAsync(stoppingToken) : Task.Delay(RetryDelay, time, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            indexing.Updated -= wake;
        }
    }

    private async Task<bool> IsDoneAsync(Func<Task<bool>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The store or a model file may be unreadable for a while: searches go by words until it is back.
            LogBroken(failure);
            return false;
        }
    }

    private async Task<bool> LoadCacheAsync(IEmbeddingProvider provider, CancellationToken cancellationToken)
    {
        foreach (var document in await documents.ListByOwnerAsync(EmbeddingRecord.Kind, provider.Model, cancellationToken))
        {
            var record = document.Value;
            SpaceFor(provider, record.Values.Length)?.Add(
                EmbeddingRecord.HashOf(document.Key), new([.. MemoryMarshal.Cast<byte, sbyte>(record.Values)], record.Scale));
        }

        return true;
    }

    /// <returns>False when the provider failed and the rest must wait.</returns>
    private async Task<bool> EmbedMissingAsync(IEmbeddingProvider provider, CancellationToken cancellationToken)
    {
        var total = index.Current.LiveCount;
        var missing = Missing();
        store.Report(total - missing.Count, total);
        if (missing.Count == 0)
        {
            return true;
        }

        LogEmbedding(missing.Count, total, provider.Model);
        var done = total - missing.Count;
        foreach (var batch in missing.Chunk(provider.BatchSize))
        {
            if (!await EmbedAsync(provider, batch, cancellationToken))
            {
                return false;
            }

            store.Report(done += batch.Length, total);
        }

        LogEmbedded(total, provider.Model);
        return true;
    }

    private List<MissingVector> Missing()
    {
        var missing = new List<MissingVector>();
        var space = store.Current;
        foreach (var view in index.Current.Segments)
        {
            for (var entity = 0; entity < view.Segment.Count; entity++)
            {
                if (!view.IsLive(entity) || space?.HasVector(view.Segment, entity) == true)
                {
                    continue;
                }

                var text = EntityText.Of(view.Segment, entity);
                var hash = EntityText.HashOf(text);
                if (space?.TryAssign(view.Segment, entity, hash) != true)
                {
                    missing.Add(new(view.Segment, entity, text, hash));
                }
            }
        }

        return missing;
    }

    private async Task<bool> EmbedAsync(IEmbeddingProvider provider, MissingVector[] batch, CancellationToken cancellationToken)
    {
        var embedded = await provider.EmbedAsync([.. batch.Select(missed => missed.Text)], cancellationToken);
        if (!embedded.IsSuccess)
        {
            LogFailed(provider.Model, embedded.Error.Detail);
            return false;
        }

        var writes = new DocumentBatch();
        foreach (var (missed, floats) in batch.Zip(embedded.Value).DistinctBy(pair => pair.First.Hash))
        {
            if (SpaceFor(provider, floats.Length) is not { } space)
            {
                LogFailed(provider.Model, "its vectors have another length than before");
                return false;
            }

            var vector = QuantizedVector.From(floats);
            space.Add(missed.Hash, vector);
            var record = new EmbeddingRecord(provider.Model, MemoryMarshal.AsBytes(vector.Values.AsSpan()).ToArray(), vector.Scale);
            writes.Put(EmbeddingRecord.Kind, EmbeddingRecord.KeyOf(provider.Model, missed.Hash), record, null);
        }

        foreach (var missed in batch)
        {
            store.Current?.TryAssign(missed.Segment, missed.Entity, missed.Hash);
        }

        await documents.CommitAsync(writes, cancellationToken);
        return true;
    }

    private VectorSpace? SpaceFor(IEmbeddingProvider provider, int dimensions)
    {
        if (store.Current is null)
        {
            store.Publish(new(provider.Model, dimensions));
        }

        return store.Current is { } space && space.Dimensions == dimensions ? space : null;
    }

    [LoggerMessage(EventId = 6004, Level = LogLevel.Information, Message = "Embedding {Missing} of {Total} entries with {Model}.")]
    private partial void LogEmbedding(int missing, int total, string model);

    [LoggerMessage(EventId = 6005, Level = LogLevel.Information, Message = "All {Total} entries have a vector of {Model}.")]
    private partial void LogEmbedded(int total, string model);

    [LoggerMessage(
        EventId = 6006, Level = LogLevel.Warning, Message = "{Model} could not embed the catalogue: {Reason}. It is tried again.")]
    private partial void LogFailed(string model, string reason);

    [LoggerMessage(EventId = 6007, Level = LogLevel.Warning, Message = "The catalogue could not be embedded; trying again.")]
    private partial void LogBroken(Exception failure);

    private sealed record MissingVector(SearchSegment Segment, int Entity, string Text, string Hash);
}
