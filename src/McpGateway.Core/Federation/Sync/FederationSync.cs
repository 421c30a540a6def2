using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Federation.Sync;

/// <summary>What administrators do with sources: synchronise, preview, look.</summary>
public sealed class FederationSync
{
    private readonly FederationConfigs _configs;
    private readonly FederationRepository _repository;
    private readonly SyncCoordinator _coordinator;
    private readonly ServerCatalog _servers;
    private readonly AgentCatalog _agents;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;

    internal FederationSync(
        FederationConfigs configs, FederationRepository repository, SyncCoordinator coordinator, ServerCatalog servers,
        AgentCatalog agents, IHostApplicationLifetime lifetime, TimeProvider time) =>
        (_configs, _repository, _coordinator, _servers, _agents, _lifetime, _time) =
            (configs, repository, coordinator, servers, agents, lifetime, time);

    /// <summary>Synchronises the enabled sources of a configuration, or one of them.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="configId">The configuration.</param>
    /// <param name="sourceId">
    /// One source; null for all. One that is not enabled is not synchronised, nor is one of the two that clients name by their kind.
    /// </param>
    /// <param name="isDryRun">Whether it is only told what would change.</param>
    /// <param name="cancellationToken">Ends the waiting. The run goes on.</param>
    /// <returns>The runs, by the source's id.</returns>
    internal async Task<Result<IReadOnlyList<(SourceRecord Source, Result<FinishedRun> Outcome)>>> SynchroniseAsync(
        Caller caller, string configId, string? sourceId, bool isDryRun, CancellationToken cancellationToken)
    {
        var found = await ChosenAsync(caller, configId, sourceId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var request = new SyncRequest(SyncRequest.Manual, caller.UserName, IsFull: true, isDryRun);
        var outcomes = new List<(SourceRecord, Result<FinishedRun>)>();
        foreach (var source in found.Value)
        {
            // Whoever asked may go away: half a synchronisation helps nobody.
            var run = _coordinator.RunAsync(
                FederationConfigRecord.KeyOf(configId, source.Id), source, request, _lifetime.ApplicationStopping);
            outcomes.Add((source, await run.WaitAsync(cancellationToken)));
        }

        return outcomes;
    }

    /// <summary>As <see cref="SynchroniseAsync"/>, without waiting for the end: <see cref="ListAsync"/> tells how it goes.</summary>
    /// <returns>Ids of the sources, in the order in which they are read.</returns>
    internal async Task<Result<IReadOnlyList<string>>> StartAsync(
        Caller caller, string configId, string? sourceId, CancellationToken cancellationToken)
    {
        var found = await ChosenAsync(caller, configId, sourceId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var waiting = found.Value.Select(source => (FederationConfigRecord.KeyOf(configId, source.Id), source)).ToArray();
        if (waiting is [var (key, only)] && _coordinator.Progress(key) is not null)
        {
            return SyncCoordinator.IsUnderWay(only);
        }

        var request = new SyncRequest(SyncRequest.Manual, caller.UserName, IsFull: true, IsDryRun: false);
        _ = _coordinator.RunInTurnAsync(waiting, request, _lifetime.ApplicationStopping);
        return waiting.Select(static item => item.source.Id).ToArray();
    }

    /// <summary>The enabled sources of a configuration that are meant.</summary>
    private async Task<Result<IReadOnlyList<SourceRecord>>> ChosenAsync(
        Caller caller, string configId, string? sourceId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, configId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var config = found.Value;
        return sourceId is not null && config.Find(sourceId) is null && !SourceKinds.All.Contains(sourceId)
            ? NoSource(config, sourceId)
            : config.Sources.Where(source => source.Enabled && (sourceId is null || source.Id == sourceId)).ToArray();
    }

    /// <summary>What synchronising a source would change; nothing is stored.</summary>
    public async Task<Result<SyncPreview>> PreviewAsync(
        Caller caller, string configId, string sourceId, CancellationToken cancellationToken)
    {
        var run = await OneAsync(caller, configId, sourceId, only: null, isDryRun: true, cancellationToken);
        return run.IsSuccess
            ? new SyncPreview(
                run.Value.Run with { Problems = run.Value.Tally.Problems },
                [.. run.Value.Tally.Changes.Select(static change => new PreviewedChange(change.Kind, change.Item, change.Path))])
            {
                IsTruncated = run.Value.Tally.IsTruncated,
            }
            : run.Error;
    }

    /// <summary>Synchronises one source.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="configId">The configuration.</param>
    /// <param name="sourceId">The source.</param>
    /// <param name="only">
    /// Of its new items only these: from now on the source is asked for them, and for what is here from it already. Null leaves it as
    /// configured.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting. The run goes on.</param>
    public async Task<Result<SyncRun>> RunAsync(
        Caller caller, string configId, string sourceId, IReadOnlyCollection<string>? only, CancellationToken cancellationToken)
    {
        var run = await OneAsync(caller, configId, sourceId, only, isDryRun: false, cancellationToken);
        return run.IsSuccess ? run.Value.Run : run.Error;
    }

    private async Task<Result<FinishedRun>> OneAsync(
        Caller caller, string configId, string sourceId, IReadOnlyCollection<string>? only, bool isDryRun,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, configId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value.Find(sourceId) is not { } source)
        {
            return NoSource(found.Value, sourceId);
        }

        if (!source.Enabled)
        {
            return new Error(ErrorKind.Conflict, $"The source '{sourceId}' is switched off");
        }

        // Whoever asked may go away: half a synchronisation helps nobody.
        var run = _coordinator.RunAsync(
            FederationConfigRecord.KeyOf(configId, sourceId), source,
            (known, token) => only is null
                ? Task.FromResult<Result<SourceRecord>>(known)
                : NarrowAsync(caller, configId, sourceId, only, token),
            new(SyncRequest.Manual, caller.UserName, IsFull: true, isDryRun), _lifetime.ApplicationStopping);
        return await run.WaitAsync(cancellationToken);
    }

    private async Task<Result<SourceRecord>> NarrowAsync(
        Caller caller, string configId, string sourceId, IReadOnlyCollection<string> only, CancellationToken cancellationToken)
    {
        var key = FederationConfigRecord.KeyOf(configId, sourceId);
        string[] names = [.. OriginsOf(key).Select(static origin => origin.OriginalId).Union(only, StringComparer.Ordinal)];
        var narrowed = await _configs.NarrowAsync(caller, configId, sourceId, names, cancellationToken);
        return narrowed.IsSuccess ? narrowed.Value.Find(sourceId)! : narrowed.Error;
    }

    private async Task<Result<FederationConfigRecord>> FindAsync(Caller caller, string configId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return !caller.Permissions.IsAdmin ? FederationConfigs.AdminsOnly
            : await _configs.FindAsync(configId, cancellationToken) is { } config ? config
            : FederationConfigs.NotFound(configId);
    }

    private static Error NoSource(FederationConfigRecord config, string sourceId) => new(
        ErrorKind.NotFound,
        $"Source '{LogText.Clean(sourceId)}' not found in configuration; there are: "
            + string.Join(", ", config.Sources.Select(static source => source.Id)));

    private IEnumerable<ItemOrigin> OriginsOf(string key) =>
        _servers.Current.Values.Select(static entry => entry.Server.Origin)
            .Concat(_agents.Current.Values.Select(static entry => entry.Agent.Origin))
            .OfType<ItemOrigin>().Where(origin => origin.Source == key);

    /// <summary>The sources of a configuration, each with how it goes.</summary>
    public async Task<Result<IReadOnlyList<SourceState>>> ListAsync(
        Caller caller, string configId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, configId, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var states = new List<SourceState>();
        foreach (var source in found.Value.Sources)
        {
            states.Add(await StateOfAsync(configId, found.Value, source, cancellationToken));
        }

        return states;
    }

    private async Task<SourceState> StateOfAsync(
        string configId, FederationConfigRecord config, SourceRecord source, CancellationToken cancellationToken)
    {
        var key = FederationConfigRecord.KeyOf(configId, source.Id);
        var runs = (await _repository.FindHistoryAsync(key, cancellationToken))?.Value.Runs ?? [];
        var progress = _coordinator.Progress(key);
        var origins = OriginsOf(key).ToArray();
        var now = _time.GetUtcNow();
        return new(source, runs)
        {
            IsRunning = progress is not null,
            Read = progress?.Read ?? 0,
            Total = progress?.Total,
            Items = origins.Length,
            Orphaned = origins.Count(static origin => origin.OrphanedAt is not null),
            NextDue = SyncSchedule.NextDue(source, SyncSchedule.CountedFrom(config, source, runs, since: now), now),
        };
    }
}

/// <summary>What a run would do.</summary>
/// <param name="Run">Its numbers, and what was left out and why.</param>
/// <param name="Changes">Everything that goes, everything that changes, and the first thousand new items.</param>
public sealed record SyncPreview(SyncRun Run, IReadOnlyList<PreviewedChange> Changes)
{
    /// <summary>Whether there are more new items than <see cref="Changes"/> has.</summary>
    public bool IsTruncated { get; init; }
}

/// <summary>A change that a run would make.</summary>
/// <param name="Kind"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
/// <param name="Item">What the source calls it.</param>
/// <param name="Path">Where it is here, or would be.</param>
public sealed record PreviewedChange(string Kind, string Item, string Path);

/// <summary>How a source goes.</summary>
/// <param name="Source">As configured.</param>
/// <param name="Runs">The last runs, newest first.</param>
public sealed record SourceState(SourceRecord Source, IReadOnlyList<SyncRun> Runs)
{
    /// <summary>Whether a run is under way on this replica.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Items that the present run has read.</summary>
    public int Read { get; init; }

    /// <summary>Items that the present run expects; null where the source does not say.</summary>
    public int? Total { get; init; }

    /// <summary>Servers and agents that are here from this source.</summary>
    public int Items { get; init; }

    /// <summary>How many of them the source no longer has.</summary>
    public int Orphaned { get; init; }

    /// <summary>Null when nothing is scheduled.</summary>
    public DateTimeOffset? NextDue { get; init; }
}
