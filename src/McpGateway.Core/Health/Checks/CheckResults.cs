using McpGateway.Core.Health.History;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Checks;

/// <summary>What checks of servers and of agents do with what they found: both are known by path, in the same documents.</summary>
internal sealed class CheckResults(
    HealthRepository health, HealthWriter writer, HealthStateStore states, HealthHistoryWriter history, IOptions<HealthOptions> options,
    TimeProvider time)
{
    public async Task<HealthRecord?> FindAsync(string key, CancellationToken cancellationToken) =>
        (await health.FindAsync(key, cancellationToken))?.Value;

    /// <summary>What is stored of something that is switched off; null when that is known already.</summary>
    public HealthRecord? Disabled(HealthRecord? known) => known?.Status == HealthStatus.Disabled
        ? null
        : new(HealthStatus.Disabled, known?.LastChecked) { Since = time.GetUtcNow() };

    public static HealthRecord Found(string status, CheckFinding finding, HealthRecord? known, DateTimeOffset ended, TimeSpan? latency) =>
        new(status, ended)
        {
            Since = known?.Status == status ? known.Since ?? ended : ended,
            Latency = latency,
            Finding = finding,
        };

    /// <summary>Whether a result has to be stored: it says something else than the last one, or that one is old.</summary>
    public bool IsNews(HealthRecord record, HealthRecord? known) =>
        known is null
        || (known.Status, known.Finding) != (record.Status, record.Finding)
        || !(record.LastChecked - known.LastChecked < options.Value.StoreInterval);

    /// <summary>Shows the thing as being checked, when somebody waits or nothing is known yet.</summary>
    public void Begin(string key, HealthRecord? known, bool isAsked)
    {
        if (isAsked || known is null || known.Status == HealthStatus.Disabled)
        {
            states.BeginCheck(key);
        }
    }

    /// <param name="key">What was checked.</param>
    /// <param name="at">When; null for a check that came to nothing.</param>
    public void End(string key, DateTimeOffset? at)
    {
        states.EndCheck(key, at);
        history.Tell(key);
    }

    public void Tell(string key) => history.Tell(key);

    public void Note(string key, DateTimeOffset registeredAt, HealthRecord record, TimeSpan? latency) =>
        history.Note(key, registeredAt, record, latency);

    /// <summary>Stores a result with its history.</summary>
    /// <param name="key">What was checked.</param>
    /// <param name="record">The result.</param>
    /// <param name="also">What is to be stored with it.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    /// <returns>Whether it was stored; not when another writer came between.</returns>
    public async Task<bool> StoreAsync(
        string key, HealthRecord record, Action<DocumentBatch>? also, CancellationToken cancellationToken)
    {
        var plan = await history.PlanAsync(key, cancellationToken);
        var stored = await writer.WriteAsync(
            batch =>
            {
                batch.Put(HealthRepository.Health, key, record, null);
                if (plan is not null)
                {
                    batch.Put(HealthHistoryRepository.Histories, key, plan.History, plan.Version);
                }

                also?.Invoke(batch);
            },
            cancellationToken);
        if (stored.IsSuccess)
        {
            history.Settle(key, plan);
        }

        return stored.IsSuccess;
    }

    /// <summary>Forgets what is in memory of something that is gone.</summary>
    public void Forget(string key) => history.Forget(key);

    /// <summary>Deletes what is stored of something that is gone.</summary>
    /// <param name="key">What it was.</param>
    /// <param name="version">The version that was read; null to leave the result alone.</param>
    /// <param name="also">What is to be deleted with it.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public Task RemoveAsync(string key, long? version, Action<DocumentBatch> also, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            batch =>
            {
                if (version is not null)
                {
                    batch.Delete(HealthRepository.Health, key, version);
                }

                also(batch);
                batch.Delete(HealthHistoryRepository.Histories, key, null);
            },
            cancellationToken);
}
