using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>
/// Keeps the indexes up with the registry. The change feed only marks servers and agents as changed; this task, the single writer of both
/// indexes, reads them and updates the index. The queue is a set of keys, so it cannot outgrow the registry.
/// </summary>
internal sealed partial class SearchIndexChangeHandler(
    SearchIndex index, AgentIndex agentIndex, ServerRepository servers, PinSettings pins, AgentCatalog agents, TimeProvider time,
    ILogger<SearchIndexChangeHandler> logger)
    : BackgroundService, IChangeHandler
{
    private const int BatchSize = 500;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HashSet<IndexedKey> _changed = [];
    private List<TaskCompletionSource> _waiting = [];
    private bool _mustReload;

    /// <summary>Completes when the registry as it was at start is in the index.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Raised after each update, on the writer's task. Handlers must be quick.</summary>
    public event Action? Updated;

    public ChangePhase Phase => ChangePhase.Derived;

    /// <summary>
    /// Does not wait: the process answers before a large catalogue is indexed, and searches wait for <see cref="Loaded"/>.
    /// </summary>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _mustReload = true;
        }

        _signal.Release();
        return Task.CompletedTask;
    }

    public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var isConcerned = false;
        lock (_gate)
        {
            foreach (var change in changes.Changes)
            {
                isConcerned |= KeyOf(change) is { } key && _changed.Add(key);
            }
        }

        if (isConcerned)
        {
            _signal.Release();
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits until everything that was queued before the call is in the index.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add(done);
        }

        _signal.Release();
        await done.Task.WaitAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _signal.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _signal.WaitAsync(stoppingToken);
                await WorkAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var (mustReload, keys, waiting) = Take();
        try
        {
            if (mustReload)
            {
                await ReloadAsync(cancellationToken);
            }

            foreach (var batch in keys.Chunk(BatchSize))
            {
                await UpdateAsync(batch, cancellationToken);
            }

            waiting.ForEach(done => done.TrySetResult());
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The store may be away for a while. What was taken goes back, and searches go on with what is indexed.
            LogFailed(failure);
            GiveBack(mustReload, keys, waiting);
            await Task.Delay(RetryDelay, time, cancellationToken);
            _signal.Release();
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var all = (await servers.ListAsync(cancellationToken)).Select(static document => new IndexedKey(document.Key, false)).ToHashSet();
        all.UnionWith(index.Keys.Select(static key => new IndexedKey(key, false)));
        all.UnionWith(agents.Current.Keys.Select(static key => new IndexedKey(key, true)));
        all.UnionWith(agentIndex.Index.Keys.Select(static key => new IndexedKey(key, true)));
        foreach (var batch in all.Chunk(BatchSize))
        {
            await UpdateAsync(batch, cancellationToken);
        }

        var duration = time.GetElapsedTime(started);
        LogLoaded(index.Current.LiveCount + agentIndex.Index.Current.LiveCount, all.Count, duration);
        _loaded.TrySetResult();
    }

    private async Task UpdateAsync(IndexedKey[] keys, CancellationToken cancellationToken)
    {
        await UpdateServersAsync([.. keys.Where(static key => !key.IsAgent).Select(static key => key.Key)], cancellationToken);
        UpdateAgents([.. keys.Where(static key => key.IsAgent).Select(static key => key.Key)]);
        Updated?.Invoke();
    }

    /// <summary>From the catalog, which the feed brings up to date first, with the cards as they were read.</summary>
    private void UpdateAgents(string[] keys)
    {
        if (keys.Length == 0)
        {
            return;
        }

        var units = new List<SearchUnit>(keys.Length);
        var removed = new List<string>();
        var current = agents.Current;
        foreach (var key in keys)
        {
            if (current.GetValueOrDefault(key) is { IsHeld: false } entry)
            {
                units.Add(AgentUnits.From(entry.Agent, entry.Card));
            }
            else
            {
                removed.Add(key);
            }
        }

        agentIndex.Index.Update(units, removed);
    }

    private async Task UpdateServersAsync(string[] keys, CancellationToken cancellationToken)
    {
        if (keys.Length == 0)
        {
            return;
        }

        var units = new List<SearchUnit>(keys.Length);
        var removed = new List<string>();
        foreach (var key in keys)
        {
            // A search finds the version that a call reaches without asking for one.
            if (await servers.FindAsync(key, cancellationToken) is { Value.IsOtherVersion: false } server)
            {
                var tools = (await servers.FindToolsAsync(key, cancellationToken))?.Value;
                units.Add(ServerUnits.From(server.Value, ServerPins.Offered(tools, pins.For(server.Value))));
            }
            else
            {
                removed.Add(key);
            }
        }

        index.Update(units, removed);
    }

    private (bool MustReload, HashSet<IndexedKey> Keys, List<TaskCompletionSource> Waiting) Take()
    {
        lock (_gate)
        {
            var taken = (_mustReload, _changed, _waiting);
            (_mustReload, _changed, _waiting) = (false, [], []);
            return taken;
        }
    }

    private void GiveBack(bool mustReload, HashSet<IndexedKey> keys, List<TaskCompletionSource> waiting)
    {
        lock (_gate)
        {
            _mustReload |= mustReload;
            _changed.UnionWith(keys);
            _waiting.AddRange(waiting);
        }
    }

    /// <returns>Null when what changed is not in an index.</returns>
    private static IndexedKey? KeyOf(DocumentChange change) =>
        change.Kind == ServerRepository.Servers.Name || change.Kind == ServerRepository.Tools.Name ? new IndexedKey(change.Key, false)
        : change.Kind == AgentRepository.Agents.Name ? new IndexedKey(change.Key, true)
        : null;

    [LoggerMessage(
        EventId = 6001, Level = LogLevel.Information,
        Message = "Search index holds {Entities} entities of {Servers} servers and agents after {Duration}.")]
    private partial void LogLoaded(int entities, int servers, TimeSpan duration);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "The search index could not be updated; trying again.")]
    private partial void LogFailed(Exception failure);

    /// <summary>A server or an agent: one path is one of both, and may become the other.</summary>
    private readonly record struct IndexedKey(string Key, bool IsAgent);
}
