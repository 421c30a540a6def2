using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Checks;

/// <summary>
/// Keeps the schedule in step with the registry: a new, switched or re-addressed server or agent is checked at once, a removed one
/// forgotten.
/// An edit that changes nothing a check depends on (a rating, a tag) causes none.
/// </summary>
internal sealed class CheckScheduleChangeHandler(
    ServerRepository servers, AgentRepository agents, HealthRepository health, CheckSchedule schedule, IOptions<HealthOptions> options,
    TimeProvider time) : IChangeHandler
{
    private readonly Dictionary<string, CheckedParts> _targets = new(StringComparer.Ordinal);

    public ChangePhase Phase => ChangePhase.Derived;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var records = (
            await health.ListAsync(cancellationToken)).ToDictionary(item => item.Key, item => item.Value, StringComparer.Ordinal);
        var gone = _targets.Keys.Concat(records.Keys).ToHashSet(StringComparer.Ordinal);
        var present = (await servers.ListAsync(cancellationToken)).Select(server => (server.Key, Parts: CheckedParts.Of(server.Value)))
            .Concat((await agents.ListAsync(cancellationToken)).Select(agent => (agent.Key, Parts: CheckedParts.Of(agent.Value))));
        foreach (var (key, parts) in present)
        {
            gone.Remove(key);
            _targets[key] = parts;
            schedule.Put(key, FirstCheck(parts, records.GetValueOrDefault(key), now));
        }

        foreach (var key in gone)
        {
            Forget(key);
        }
    }

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes.Changes)
        {
            if (change.Kind == ServerRepository.Secrets.Name && _targets.ContainsKey(change.Key))
            {
                schedule.Put(change.Key, time.GetUtcNow());
            }
            else if (change.Kind == ServerRepository.Servers.Name || change.Kind == AgentRepository.Agents.Name)
            {
                await FollowAsync(changes, change.Key, cancellationToken);
            }
        }
    }

    private async Task FollowAsync(ChangeSet changes, string key, CancellationToken cancellationToken)
    {
        if (await PartsAsync(changes, key, cancellationToken) is not { } target)
        {
            Forget(key);
            return;
        }

        if (!_targets.TryGetValue(key, out var known) || known != target)
        {
            _targets[key] = target;
            schedule.Put(key, time.GetUtcNow());
        }
    }

    private static async Task<CheckedParts?> PartsAsync(ChangeSet changes, string key, CancellationToken cancellationToken)
    {
        if (await changes.FindAsync(ServerRepository.Servers, key, cancellationToken) is { } server)
        {
            return CheckedParts.Of(server.Value);
        }

        return await changes.FindAsync(AgentRepository.Agents, key, cancellationToken) is { } agent ? CheckedParts.Of(agent.Value) : null;
    }

    /// <summary>The last check of a server that is gone clears up after it.</summary>
    private void Forget(string key)
    {
        _targets.Remove(key);
        schedule.Put(key, time.GetUtcNow());
    }

    /// <summary>A restart does not repeat checks that are still fresh.</summary>
    private DateTimeOffset FirstCheck(CheckedParts parts, HealthRecord? record, DateTimeOffset now) =>
        parts.IsEnabled && record is { IsRoutable: true, LastChecked: { } last } && last <= now && last + options.Value.Interval > now
            ? last + options.Value.Interval
            : now;
}
