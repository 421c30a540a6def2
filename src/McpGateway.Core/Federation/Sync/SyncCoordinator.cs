using System.Collections.Concurrent;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation.Sync;

/// <summary>Runs synchronisations, one at a time for each source, bounds them in time and remembers how they went.</summary>
internal sealed partial class SyncCoordinator(
    SyncPass pass, FederationRepository repository, DocumentStore documents, IOptions<FederationOptions> options, SyncMeter meter,
    TimeProvider time, ILogger<SyncCoordinator> logger)
{
    private const int MaxRuns = 20;
    private const int MaxStoredProblems = 100;

    /// <summary>What began before is not this process's.</summary>
    private readonly DateTimeOffset _since = time.GetUtcNow();

    private readonly ConcurrentDictionary<string, SyncTally> _running = new(StringComparer.Ordinal);

    /// <summary>How far a run is; null when none is under way here.</summary>
    public SyncTally? Progress(string key) => _running.GetValueOrDefault(key);

    /// <param name="key">The source's key.</param>
    /// <param name="source">The source.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the run. What was stored stays, and the next run goes on.</param>
    public Task<Result<FinishedRun>> RunAsync(
        string key, SourceRecord source, SyncRequest request, CancellationToken cancellationToken) =>
        RunAsync(key, source, static (source, _) => Task.FromResult<Result<SourceRecord>>(source), request, cancellationToken);

    internal static Error IsUnderWay(SourceRecord source) =>
        new(ErrorKind.Conflict, $"A synchronisation of '{source.Id}' is under way: wait for its end");

    /// <summary>Runs sources one after another, while nobody waits for it. How each went is in its history.</summary>
    public async Task RunInTurnAsync(
        IReadOnlyList<(string Key, SourceRecord Source)> sources, SyncRequest request, CancellationToken cancellationToken)
    {
        foreach (var (key, source) in sources)
        {
            try
            {
                await RunAsync(key, source, request, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // most likely the store: nobody is there to be told otherwise
            catch (Exception failure) when (failure is not OutOfMemoryException)
#pragma warning restore CA1031
            {
                LogBroken(key, failure);
            }
        }
    }

    /// <summary>Closes runs whose process ended before them: they are in no history otherwise.</summary>
    /// <param name="isAlone">Whether no other replica may have one under way.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CloseInterruptedAsync(bool isAlone, CancellationToken cancellationToken)
    {
        foreach (var history in await repository.ListHistoriesAsync(cancellationToken))
        {
            if (IsOver(history.Key, history.Value.Begun, isAlone))
            {
                await ChangeHistoryAsync(
                    history.Key,
                    known => known.Begun is { } begun && begun == history.Value.Begun ? Closed(known, begun) : known,
                    cancellationToken);
            }
        }
    }

    private bool IsOver(string key, BegunRun? begun, bool isAlone) =>
        begun is not null && !_running.ContainsKey(key)
        && ((begun.StartedAt < _since && (isAlone || begun.On == Environment.MachineName))
            || time.GetUtcNow() - begun.StartedAt > options.Value.MaxRunTime * 2);

    private SourceHistoryRecord Closed(SourceHistoryRecord history, BegunRun begun) => history with
    {
        Begun = null,
        Runs =
        [
            new()
            {
                StartedAt = begun.StartedAt,
                EndedAt = time.GetUtcNow(),
                Trigger = begun.Trigger,
                By = begun.By,
                Status = SyncRun.Interrupted,
                Error = "The gateway ended before it; what was stored stays, and the next run goes on",
            },
            .. history.Runs.Take(MaxRuns - 1),
        ],
    };

    /// <param name="key">The source's key.</param>
    /// <param name="source">The source.</param>
    /// <param name="prepare">
    /// Gives the source as it is to be read, once no other run is in the way: what it stores is stored for a run that takes place.
    /// </param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the run. What was stored stays, and the next run goes on.</param>
    public async Task<Result<FinishedRun>> RunAsync(
        string key, SourceRecord source, Func<SourceRecord, CancellationToken, Task<Result<SourceRecord>>> prepare, SyncRequest request,
        CancellationToken cancellationToken)
    {
        var tally = new SyncTally { StartedAt = time.GetUtcNow() };
        if (!_running.TryAdd(key, tally))
        {
            return IsUnderWay(source);
        }

        try
        {
            var prepared = await prepare(source, cancellationToken);
            return prepared.IsSuccess ? await RunAsync(key, prepared.Value, request, tally, cancellationToken) : prepared.Error;
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }

    private async Task<Result<FinishedRun>> RunAsync(
        string key, SourceRecord source, SyncRequest request, SyncTally tally, CancellationToken cancellationToken)
    {
        using var span = SyncMeter.Begin(source);
        var history = (await repository.FindHistoryAsync(key, cancellationToken))?.Value ?? new();
        var markOf = MarkOf(source);
        var mark = request.IsFull || history.MarkOf != markOf || IsFullDue(history) ? null : history.Mark;
        if (!request.IsDryRun)
        {
            await NoteBeginningAsync(key, new(tally.StartedAt, request.Trigger, request.By, Environment.MachineName), cancellationToken);
        }

        var outcome = await PassAsync(new(key, source, request.IsDryRun), mark, tally, cancellationToken);
        var run = RunOf(request, tally, outcome, mark is null);
        meter.Ended(span, source, run);
        if (request.IsDryRun)
        {
            return new FinishedRun(run, tally);
        }

        await RememberAsync(key, run, outcome, markOf, cancellationToken);
        var error = run.Error;
        if (error is null)
        {
            LogDone(key, run.Read, run.Added, run.Changed, run.Removed, run.Refused);
        }
        else
        {
            LogFailed(key, LogText.Clean(error));
        }

        return new FinishedRun(run, tally);
    }

    private async Task<PassOutcome> PassAsync(SourceContext context, string? mark, SyncTally tally, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.MaxRunTime, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await pass.RunAsync(context, mark, tally, both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return PassOutcome.Failed(new(
                ErrorKind.Unavailable, $"It took longer than {options.Value.MaxRunTime:c} (Federation:MaxRunTime); the next run goes on"));
        }
        catch (StorageUnavailableException)
        {
            return PassOutcome.Failed(new(ErrorKind.Unavailable, "The store does not answer; the next run goes on"));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // One source must not keep the others from their turn.
            LogBroken(context.Key, failure);
            return PassOutcome.Failed(new(ErrorKind.Failed, "What the source answered could not be processed; the log says more"));
        }
    }

    private bool IsFullDue(SourceHistoryRecord history) =>
        history.LastFullAt is not { } last || time.GetUtcNow() - last >= options.Value.FullReadAfter;

    /// <summary>What a mark is good for: the same place and the same selection.</summary>
    private static string MarkOf(SourceRecord source) => Sources.ItemJson.HashOf(
        source.Endpoint, string.Join('\n', source.Names), string.Join('\n', source.TagFilters));

    private SyncRun RunOf(SyncRequest request, SyncTally tally, PassOutcome outcome, bool isFull) => new()
    {
        StartedAt = tally.StartedAt,
        EndedAt = time.GetUtcNow(),
        Trigger = request.Trigger,
        By = request.By,
        Status = outcome.Error is null ? SyncRun.Completed : SyncRun.Failed,
        IsFull = isFull,
        Read = tally.Read,
        Added = tally.Added,
        Changed = tally.Changed,
        Removed = tally.Removed,
        Unchanged = tally.Unchanged,
        Refused = tally.Refused,
        Problems = [.. tally.Problems.Take(MaxStoredProblems)],
        Error = outcome.Error?.Detail,
    };

    /// <summary>A store that does not take it is told of by the run itself, which cannot store anything then.</summary>
    private async Task NoteBeginningAsync(string key, BegunRun begun, CancellationToken cancellationToken)
    {
        try
        {
            await ChangeHistoryAsync(key, known => known with { Begun = begun }, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            LogNotRemembered(key, ErrorKind.Unavailable);
        }
    }

    /// <summary>Last of all: a run that was cut off before leaves the mark where it was, and is done again.</summary>
    private async Task RememberAsync(
        string key, SyncRun run, PassOutcome outcome, string markOf, CancellationToken cancellationToken)
    {
        var stored = await ChangeHistoryAsync(
            key,
            known =>
            {
                var next = known with
                {
                    Runs = [run, .. known.Runs.Take(MaxRuns - 1)],
                    Begun = known.Begun?.StartedAt == run.StartedAt ? null : known.Begun,
                };
                return outcome.Error is not null ? next : next with
                {
                    Mark = outcome.Mark,
                    MarkOf = markOf,
                    LastFullAt = outcome.IsFull ? run.StartedAt : known.LastFullAt,
                };
            },
            cancellationToken);
        if (!stored.IsSuccess)
        {
            LogNotRemembered(key, stored.Error.Kind);
        }
    }

    /// <param name="key">The source's key.</param>
    /// <param name="change">Gives the same record where nothing is to be written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private Task<Result<bool>> ChangeHistoryAsync(
        string key, Func<SourceHistoryRecord, SourceHistoryRecord> change, CancellationToken cancellationToken) =>
        OptimisticCommit.RunAsync<bool>(
            documents,
            async token =>
            {
                var current = await repository.FindHistoryAsync(key, token);
                var known = current?.Value ?? new();
                var next = change(known);
                var batch = new DocumentBatch();
                if (!ReferenceEquals(next, known))
                {
                    batch.Put(FederationRepository.Histories, key, next, current?.Version ?? DocumentBatch.Absent);
                }

                return new PendingWrite<bool>(batch, true);
            },
            cancellationToken);

    [LoggerMessage(
        EventId = 14001, Level = LogLevel.Information,
        Message = "Source {Source} synchronised: {Read} read, {Added} added, {Changed} changed, {Removed} gone, {Refused} left out.")]
    private partial void LogDone(string source, int read, int added, int changed, int removed, int refused);

    [LoggerMessage(EventId = 14002, Level = LogLevel.Warning, Message = "Source {Source} could not be synchronised: {Reason}")]
    private partial void LogFailed(string source, string reason);

    [LoggerMessage(EventId = 14007, Level = LogLevel.Error, Message = "What source {Source} answered could not be processed.")]
    private partial void LogBroken(string source, Exception failure);

    [LoggerMessage(EventId = 14003, Level = LogLevel.Warning, Message = "How source {Source} went could not be stored ({Reason}).")]
    private partial void LogNotRemembered(string source, ErrorKind reason);
}

/// <summary>What is wanted of a run.</summary>
/// <param name="Trigger">As <see cref="SyncRun.Trigger"/>.</param>
/// <param name="By">Who asked; null for the gateway.</param>
/// <param name="IsFull">Whether everything is read, also where changes would do.</param>
/// <param name="IsDryRun">Whether nothing is stored.</param>
internal sealed record SyncRequest(string Trigger, string? By, bool IsFull, bool IsDryRun)
{
    public const string Manual = "manual";
    public const string Startup = "startup";
    public const string Schedule = "schedule";
}

/// <summary>A run that ended, with the lists that only its answer has.</summary>
internal sealed record FinishedRun(SyncRun Run, SyncTally Tally);
