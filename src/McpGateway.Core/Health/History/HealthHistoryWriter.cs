using System.Collections.Concurrent;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.History;

/// <summary>
/// Keeps the results of checks in memory until the checker stores the server's health for another reason, so that a check without news
/// costs no commit. Written under the checker's gate of the server, read by everyone.
/// </summary>
internal sealed class HealthHistoryWriter(HealthHistoryRepository repository, IOptions<HealthOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, HealthHistoryRecord> _unstored = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Action<string>, byte> _watchers = new();

    /// <summary>What checks on this replica found since the last commit.</summary>
    public HealthHistoryRecord? FindUnstored(string key) => _unstored.GetValueOrDefault(key);

    public HistoryWindow Window(DateTimeOffset now) => HistoryWindow.Of(options.Value.KeepHistory, now);

    /// <param name="key">What was checked.</param>
    /// <param name="registeredAt">When it was registered: a history belongs to one registration.</param>
    /// <param name="found">What the check found.</param>
    /// <param name="latency">How long the server took to answer; null when it did not, or not over a network.</param>
    public void Note(string key, DateTimeOffset registeredAt, HealthRecord found, TimeSpan? latency)
    {
        var at = found.LastChecked is { } ended && found.Status != HealthStatus.Disabled ? ended : found.Since ?? time.GetUtcNow();
        var isCheck = found.Status is not (HealthStatus.Disabled or HealthStatus.Unknown);
        var noted = new HealthHistoryRecord
        {
            RegisteredAt = registeredAt,
            Changes = [new(at, found.Status)],
            Slots = isCheck ? [HistorySlot.Of(at, found.IsRoutable, found.IsRoutable ? latency : null)] : [],
        };
        var window = Window(time.GetUtcNow());
        _unstored.AddOrUpdate(key, window.Join(null, noted), (_, known) => window.Join(known, noted));
    }

    /// <summary>The history as it is to be stored, or null when nothing is new.</summary>
    public async Task<HistoryPlan?> PlanAsync(string key, CancellationToken cancellationToken)
    {
        if (FindUnstored(key) is not { } unstored)
        {
            return null;
        }

        var stored = await repository.FindAsync(key, cancellationToken);
        return new(Window(time.GetUtcNow()).Join(stored?.Value, unstored), stored?.Version ?? DocumentBatch.Absent, unstored);
    }

    /// <summary>Drops the notes that the plan contained: they have been stored, or their server has been removed.</summary>
    public void Settle(string key, HistoryPlan? plan)
    {
        if (plan is not null)
        {
            _unstored.TryRemove(KeyValuePair.Create(key, plan.Noted));
        }
    }

    public void Forget(string key) => _unstored.TryRemove(key, out _);

    /// <summary>Calls the watchers of the server. Called after the check has noted its result, so that they read it.</summary>
    public void Tell(string key)
    {
        foreach (var watcher in _watchers.Keys)
        {
            watcher(key);
        }
    }

    public IDisposable Follow(Action<string> changed)
    {
        _watchers.TryAdd(changed, 0);
        return new Following(() => _watchers.TryRemove(changed, out _));
    }

    private sealed class Following(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}

/// <summary>A history to store at <paramref name="Version"/>, and the notes that it then contains.</summary>
internal sealed record HistoryPlan(HealthHistoryRecord History, long Version, HealthHistoryRecord Noted);
