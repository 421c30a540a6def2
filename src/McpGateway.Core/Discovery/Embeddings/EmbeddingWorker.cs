using System.Runtime.InteropServices;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>
/// Gives every entity of the index a vector, in the background: from the cache in the store where the text was embedded before, from the
/// provider otherwise. Another model is another set of cached vectors, so a change of model embeds everything again and can be undone;
/// until it has, searches go on with the former one where that can still be asked.
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

    /// <summary>So many refusals one after the other mean that the provider is away, not that it dislikes a text.</summary>
    private const int MostRefusals = 3;

    private readonly EmbeddingTurn _turn = new(leases, choice.Provider?.Model ?? "");
    private readonly SemaphoreSlim _signal = new(0);

    private readonly EmbeddingProgress _progress = new(store, time);
    private VectorSpace? _space;
    private FormerModel? _former;
    private ModelInForce? _inForce;
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

        _progress.Start(provider.Model);
        Action wake = () => _signal.Release();
        indexing.Updated += wake;
        try
        {
            await indexing.Loaded.WaitAsync(stoppingToken);
            while (!await IsDoneAsync(() => LoadAsync(provider, stoppingToken)))
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
            if (_progress.Fail(failure.Message))
            {
                LogBroken(failure);
            }

            return false;
        }
    }

    private async Task<bool> LoadAsync(IEmbeddingProvider provider, CancellationToken cancellationToken)
    {
        _space = await VectorCache.LoadAsync(documents, provider.Model, cancellationToken);
        _inForce = (await documents.FindAsync(ModelInForce.Kind, ModelInForce.Key, cancellationToken))?.Value;
        _former = await FormerModel.FindAsync(_inForce, choice, documents, cancellationToken);
        if (_former is { } former)
        {
            LogChanging(former.Provider.Model, provider.Model);
            store.Former = former.Provider;
        }

        return true;
    }

    /// <summary>Reads what another replica has stored since this one last looked.</summary>
    private async Task FollowAsync(IEmbeddingProvider provider, List<MissingVector> missing, CancellationToken cancellationToken)
    {
        var hashes = missing.Select(static missed => missed.Hash).Distinct(StringComparer.Ordinal).ToArray();
        if (hashes.Length > MostSingleReads)
        {
            foreach (var document in await documents.ListByOwnerAsync(EmbeddingRecord.Kind, provider.Model, cancellationToken))
            {
                Take(provider, document);
            }

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
        if (SpaceFor(provider, document.Value.Values.Length) is { } space)
        {
            VectorCache.Take(space, document);
        }
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

        _progress.Keep(missing.Select(static missed => missed.Hash));
        if (missing.Count == 0)
        {
            await CompleteAsync(provider, total, cancellationToken);
            return true;
        }

        Publish(_former?.Space ?? _space);
        Report(total - missing.Count, total);
        if (_isFollowing)
        {
            return false;
        }

        if (!_progress.HasProblem)
        {
            LogEmbedding(missing.Count, total, provider.Model);
        }

        if (!await EmbedAllAsync(provider, missing, total, cancellationToken))
        {
            return false;
        }

        await CompleteAsync(provider, total, cancellationToken);
        LogEmbedded(total, provider.Model);
        return true;
    }

    /// <summary>
    /// In batches. A batch that is refused while others are taken is sent again text by text, after everything else: one text that the
    /// provider cannot stand keeps none of the others from having a vector.
    /// </summary>
    /// <returns>Whether every text has a vector now.</returns>
    private async Task<bool> EmbedAllAsync(
        IEmbeddingProvider provider, List<MissingVector> missing, int total, CancellationToken cancellationToken)
    {
        var waiting = new Queue<MissingVector[]>(missing.Where(missed => _progress.RefusalsOf(missed.Hash) == 0).Chunk(provider.BatchSize));
        foreach (var known in missing.Where(missed => _progress.RefusalsOf(missed.Hash) > 0)
            .OrderBy(missed => _progress.RefusalsOf(missed.Hash)))
        {
            waiting.Enqueue([known]);
        }

        var (left, refusals, reason) = (missing.Count, 0, (string?)null);
        while (waiting.TryDequeue(out var batch))
        {
            if (!_turn.IsHeld)
            {
                return false;
            }

            var refusal = await EmbedAsync(provider, batch, cancellationToken);
            if (refusal is null)
            {
                refusals = 0;
                left -= batch.Length;
                _progress.Accept(batch[0].Hash);
                Report(total - left, total);
                continue;
            }

            reason = refusal.Detail;
            if (batch.Length == 1)
            {
                _progress.Refuse(batch[0].Hash);
            }
            else
            {
                Array.ForEach(batch, missed => waiting.Enqueue([missed]));
            }

            if (refusal.Kind != ErrorKind.Unavailable || ++refusals == MostRefusals)
            {
                break;
            }
        }

        Report(total - left, total);
        return reason is null || left == 0 || Fail(provider, reason);
    }

    /// <summary>From now on searches go by the configured model, and a later change keeps it until its successor is ready.</summary>
    private async Task CompleteAsync(IEmbeddingProvider provider, int total, CancellationToken cancellationToken)
    {
        if (_space is { } space)
        {
            space.Calibration = VectorCalibration.Of(space);
            Publish(space);
            var inForce = new ModelInForce(provider.Model, choice.Stated);
            if (_inForce != inForce)
            {
                var stored = await documents.CommitAsync(
                    new DocumentBatch().Put(ModelInForce.Kind, ModelInForce.Key, inForce, null), cancellationToken);

                // Not stored: with the next change of the catalogue. Until then a change of model would go by words.
                _inForce = stored.IsSuccess ? inForce : null;
            }
        }

        _former = null;
        _progress.Complete();
        Report(total, total);
    }

    private void Publish(VectorSpace? space)
    {
        if (space is not null && store.Current != space)
        {
            store.Publish(space);
        }
    }

    private List<MissingVector> Missing() => MissingVector.Of(
        index.Current.Segments.Concat(agents.Index.Current.Segments), _space, _former?.Space);

    private void Report(int embedded, int total) => _progress.Report(embedded, total, _space, _former);

    /// <returns>Null when the batch has its vectors.</returns>
    private async Task<Error?> EmbedAsync(IEmbeddingProvider provider, MissingVector[] batch, CancellationToken cancellationToken)
    {
        var embedded = await provider.EmbedAsync([.. batch.Select(missed => missed.Text)], TextRole.Document, cancellationToken);
        if (!embedded.IsSuccess)
        {
            return embedded.Error;
        }

        var writes = new DocumentBatch();
        var vectors = new List<(string Hash, QuantizedVector Vector)>();
        foreach (var (missed, floats) in batch.Zip(embedded.Value).DistinctBy(pair => pair.First.Hash))
        {
            if (SpaceFor(provider, floats.Length) is null)
            {
                return new(ErrorKind.Failed, "its vectors have another length than before");
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
            return stored.Error with { Kind = ErrorKind.Failed };
        }

        foreach (var (hash, vector) in vectors)
        {
            _space?.Add(hash, vector);
        }

        foreach (var missed in batch)
        {
            _space?.TryAssign(missed.Segment, missed.Entity, missed.Hash);
        }

        return null;
    }

    /// <returns>False.</returns>
    private bool Fail(IEmbeddingProvider provider, string reason)
    {
        if (_progress.Fail(reason))
        {
            LogFailed(provider.Model, reason);
        }

        return false;
    }

    private VectorSpace? SpaceFor(IEmbeddingProvider provider, int dimensions)
    {
        _space ??= new(provider.Model, dimensions);
        if (_former is null)
        {
            Publish(_space);
        }

        return _space.Dimensions == dimensions ? _space : null;
    }

    [LoggerMessage(EventId = 6004, Level = LogLevel.Information, Message = "Embedding {Missing} of {Total} entries with {Model}.")]
    private partial void LogEmbedding(int missing, int total, string model);

    [LoggerMessage(EventId = 6005, Level = LogLevel.Information, Message = "All {Total} entries have a vector of {Model}.")]
    private partial void LogEmbedded(int total, string model);

    [LoggerMessage(
        EventId = 6008,
        Level = LogLevel.Information,
        Message = "Search goes on with {Former} until every entry has a vector of {Model}.")]
    private partial void LogChanging(string former, string model);

    [LoggerMessage(
        EventId = 6006,
        Level = LogLevel.Warning,
        Message = "{Model} could not embed the catalogue: {Reason}. Search goes by words; it is tried again.")]
    private partial void LogFailed(string model, string reason);

    [LoggerMessage(EventId = 6007, Level = LogLevel.Warning, Message = "The catalogue could not be embedded; trying again.")]
    private partial void LogBroken(Exception failure);
}
