using System.Runtime.InteropServices;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>
/// Gives every entity of the index a vector, in the background: from the cache in the store where the text was embedded before, from the
/// provider otherwise. Another model is another set of cached vectors, so a change of model embeds everything again and can be undone.
/// </summary>
internal sealed partial class EmbeddingWorker(
    EmbeddingProviderChoice choice, SearchIndex index, AgentIndex agents, SearchIndexChangeHandler indexing,
    VectorStore store, DocumentStore documents, IEnumerable<ILeaderLease> leases, TimeProvider time,
    ILogger<EmbeddingWorker> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    /// <summary>How often a replica looks for what another one has embedded.</summary>
    private static readonly TimeSpan FollowDelay = TimeSpan.FromSeconds(2);

    /// <summary>So many vectors are read one by one; for more, all are read.</summary>
    private const int MostSingleReads = 200;

    private readonly EmbeddingTurn _turn = new(leases);
    private readonly SemaphoreSlim _signal = new(0);
    private bool _isFollowing;

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

        store.Report(new(provider.Model, EmbeddingPhase.Starting, 0, 0, null));
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
                await (isDone
                    ? _signal.WaitAsync(stoppingToken)
                    : Task.Delay(_isFollowing ? FollowDelay : RetryDelay, time, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            indexing.Updated -= wake;
            await _turn.DisposeAsync();
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
            if (Report(failure.Message))
            {
                LogBroken(failure);
            }

            return false;
        }
    }

    /// <returns>Whether it is another problem than the last one: one that stays is said once.</returns>
    private bool Report(string? problem)
    {
        var last = store.Status;
        store.Report(last with { Phase = problem is null ? EmbeddingPhase.Embedding : EmbeddingPhase.Failed, Problem = problem });
        return problem is not null && problem != last.Problem;
    }

    private void Report(int embedded, int total)
    {
        var phase = embedded >= total ? EmbeddingPhase.Complete : EmbeddingPhase.Embedding;
        var problem = phase == EmbeddingPhase.Complete ? null : store.Status.Problem;
        store.Report(store.Status with
        {
            Phase = problem is null ? phase : EmbeddingPhase.Failed,
            Embedded = embedded,
            Total = total,
            Problem = problem,
        });
    }

    private async Task<bool> LoadCacheAsync(IEmbeddingProvider provider, CancellationToken cancellationToken)
    {
        foreach (var document in await documents.ListByOwnerAsync(EmbeddingRecord.Kind, provider.Model, cancellationToken))
        {
            Take(provider, document);
        }

        return true;
    }

    /// <summary>Reads what another replica has stored since this one last looked.</summary>
    private async Task FollowAsync(IEmbeddingProvider provider, List<MissingVector> missing, CancellationToken cancellationToken)
    {
        var hashes = missing.Select(static missed => missed.Hash).Distinct(StringComparer.Ordinal).ToArray();
        if (hashes.Length > MostSingleReads)
        {
            await LoadCacheAsync(provider, cancellationToken);
            return;
        }

        foreach (var hash in hashes)
        {
            var key = EmbeddingRecord.KeyOf(provider.Model, hash);
            if (await documents.FindAsync(EmbeddingRecord.Kind, key, cancellationToken) is { } document)
            {
                Take(provider, document);
            }
        }
    }

    private void Take(IEmbeddingProvider provider, Document<EmbeddingRecord> document)
    {
        var record = document.Value;
        SpaceFor(provider, record.Values.Length)?.Add(
            EmbeddingRecord.HashOf(document.Key), new([.. MemoryMarshal.Cast<byte, sbyte>(record.Values)], record.Scale));
    }

    /// <returns>False when the provider failed and the rest must wait.</returns>
    private async Task<bool> EmbedMissingAsync(IEmbeddingProvider provider, CancellationToken cancellationToken)
    {
        var total = index.Current.LiveCount + agents.Index.Current.LiveCount;
        var missing = Missing();
        _isFollowing = false;
        if (missing.Count > 0 && await _turn.TakeAsync(cancellationToken) is var turn and not TurnState.Held)
        {
            await FollowAsync(provider, missing, cancellationToken);
            missing = Missing();
            _isFollowing = turn == TurnState.Another;
        }

        Report(total - missing.Count, total);
        if (missing.Count == 0)
        {
            Calibrate();
            return true;
        }

        if (_isFollowing)
        {
            return false;
        }

        if (store.Status.Problem is null)
        {
            LogEmbedding(missing.Count, total, provider.Model);
        }

        var done = total - missing.Count;
        foreach (var batch in missing.Chunk(provider.BatchSize))
        {
            if (!_turn.IsHeld || !await EmbedAsync(provider, batch, cancellationToken))
            {
                return false;
            }

            Report(problem: null);
            Report(done += batch.Length, total);
        }

        Calibrate();
        LogEmbedded(total, provider.Model);
        return true;
    }

    private void Calibrate()
    {
        if (store.Current is { } space)
        {
            space.Calibration = VectorCalibration.Of(space);
        }
    }

    private List<MissingVector> Missing()
    {
        var missing = new List<MissingVector>();
        var space = store.Current;
        foreach (var view in index.Current.Segments.Concat(agents.Index.Current.Segments))
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
        var embedded = await provider.EmbedAsync([.. batch.Select(missed => missed.Text)], TextRole.Document, cancellationToken);
        if (!embedded.IsSuccess)
        {
            return Fail(provider, embedded.Error.Detail);
        }

        var writes = new DocumentBatch();
        var vectors = new List<(string Hash, QuantizedVector Vector)>();
        foreach (var (missed, floats) in batch.Zip(embedded.Value).DistinctBy(pair => pair.First.Hash))
        {
            if (SpaceFor(provider, floats.Length) is null)
            {
                return Fail(provider, "its vectors have another length than before");
            }

            var vector = QuantizedVector.From(floats);
            vectors.Add((missed.Hash, vector));
            var record = new EmbeddingRecord(provider.Model, MemoryMarshal.AsBytes(vector.Values.AsSpan()).ToArray(), vector.Scale);
            writes.Put(EmbeddingRecord.Kind, EmbeddingRecord.KeyOf(provider.Model, missed.Hash), record, null);
        }

        // In force when it is stored: what is in force and not stored would never be tried again.
        var stored = await documents.CommitAsync(writes, cancellationToken);
        if (!stored.IsSuccess)
        {
            return Fail(provider, stored.Error.Detail);
        }

        foreach (var (hash, vector) in vectors)
        {
            store.Current?.Add(hash, vector);
        }

        foreach (var missed in batch)
        {
            store.Current?.TryAssign(missed.Segment, missed.Entity, missed.Hash);
        }

        return true;
    }

    /// <returns>False.</returns>
    private bool Fail(IEmbeddingProvider provider, string reason)
    {
        if (Report(reason))
        {
            LogFailed(provider.Model, reason);
        }

        return false;
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
        EventId = 6006,
        Level = LogLevel.Warning,
        Message = "{Model} could not embed the catalogue: {Reason}. Search goes by words; it is tried again.")]
    private partial void LogFailed(string model, string reason);

    [LoggerMessage(EventId = 6007, Level = LogLevel.Warning, Message = "The catalogue could not be embedded; trying again.")]
    private partial void LogBroken(Exception failure);

    private sealed record MissingVector(SearchSegment Segment, int Entity, string Text, string Hash);
}
