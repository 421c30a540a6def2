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
            return new Error(ErrorKind.Conflict, $"A synchronisation of '{source.Id}' is under way: wait for its end");
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

    /// <summary>Last of all: a run that was cut off before leaves the mark where it was, and is done again.</summary>
    private async Task RememberAsync(
        string key, SyncRun run, PassOutcome outcome, string markOf, CancellationToken cancellationToken)
    {
        var stored = await OptimisticCommit.RunAsync<bool>(
            documents,
            async token =>
            {
                var current = await repository.FindHistoryAsync(key, token);
                var known = current?.Value ?? new();
                var next = known with { Runs = [run, .. known.Runs.Take(MaxRuns - 1)] };
                if (outcome.Error is null)
                {
                    next = next with
                    {
                        Mark = outcome.Mark,
                        MarkOf = markOf,
                        LastFullAt = outcome.IsFull ? run.StartedAt : known.LastFullAt,
                    };
                }

                return new PendingWrite<bool>(
                    new DocumentBatch().Put(FederationRepository.Histories, key, next, current?.Version ?? DocumentBatch.Absent), true);
            },
            cancellationToken);
        if (!stored.IsSuccess)
        {
            LogNotRemembered(key, stored.Error.Kind);
        }
    }

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
