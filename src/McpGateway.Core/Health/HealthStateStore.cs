using System.Collections.Concurrent;
using System.Collections.Immutable;
using McpGateway.Core.Agents;
using McpGateway.Core.Health.Checks;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Routing;

namespace McpGateway.Core.Health;

/// <summary>
/// The state of every server and agent as it reads now. Follows the change feed, so that every replica shows the same; the checks that run
/// on this replica add what is not stored yet. Read by everyone, written by the feed and by <see cref="HealthChecker"/>.
/// </summary>
public sealed class HealthStateStore(
    ServerRepository servers, AgentRepository agents, HealthRepository health, UpstreamTraffics traffics,
    TimeProvider time) : IChangeHandler
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _checkedHere = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _checking = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Action<string>, byte> _watchers = new();
    private ImmutableSortedDictionary<string, Entry> _entries = ImmutableSortedDictionary.Create<string, Entry>(StringComparer.Ordinal);

    /// <summary>Every server and agent, ordered by key.</summary>
    public IEnumerable<ServerHealthState> States => Volatile.Read(ref _entries).Values.Select(StateOf);

    public ServerHealthState? Find(string key) => Volatile.Read(ref _entries).TryGetValue(key, out var entry) ? StateOf(entry) : null;

    public ChangePhase Phase => ChangePhase.Snapshot;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var records = (
            await health.ListAsync(cancellationToken)).ToDictionary(item => item.Key, item => item.Value, StringComparer.Ordinal);
        var tools = (await servers.ListToolsAsync(cancellationToken)).ToDictionary(
            item => item.Key, item => item.Value.Tools.Count, StringComparer.Ordinal);
        var subjects = (await servers.ListAsync(cancellationToken)).Select(item => Subject.Of(item.Value))
            .Concat((await agents.ListAsync(cancellationToken)).Select(item => Subject.Of(item.Value)));
        var next = subjects.ToImmutableSortedDictionary(
            subject => subject.Key,
            subject => new Entry(
                subject, records.GetValueOrDefault(subject.Key), tools.TryGetValue(subject.Key, out var count) ? count : null),
            StringComparer.Ordinal);
        Volatile.Write(ref _entries, next);
        foreach (var key in next.Keys)
        {
            Tell(key);
        }
    }

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var keys = changes.KeysOf(
            ServerRepository.Servers.Name, ServerRepository.Tools.Name, HealthRepository.Health.Name, AgentRepository.Agents.Name);
        if (keys.Count == 0)
        {
            return;
        }

        var next = _entries.ToBuilder();
        foreach (var key in keys)
        {
            if (await SubjectAsync(changes, key, cancellationToken) is { } subject)
            {
                var record = await changes.FindAsync(HealthRepository.Health, key, cancellationToken);
                var tools = await changes.FindAsync(ServerRepository.Tools, key, cancellationToken);
                next[key] = new(subject, record?.Value, tools?.Value.Tools.Count);
            }
            else
            {
                next.Remove(key);
                _checkedHere.TryRemove(key, out _);
            }
        }

        var before = _entries;
        Volatile.Write(ref _entries, next.ToImmutable());
        foreach (var key in keys.Where(key => HasChanged(before.GetValueOrDefault(key), _entries.GetValueOrDefault(key))))
        {
            Tell(key);
        }
    }

    /// <summary>
    /// Calls <paramref name="changed"/> with the key of each server whose state may have changed, until disposed. It must be quick.
    /// </summary>
    public IDisposable Follow(Action<string> changed)
    {
        _watchers.TryAdd(changed, 0);
        return new Following(() => _watchers.TryRemove(changed, out _));
    }

    /// <summary>Shows the server as being checked.</summary>
    internal void BeginCheck(string key)
    {
        if (_checking.TryAdd(key, 0))
        {
            Tell(key);
        }
    }

    /// <summary>Shows when the server was checked, stored or not.</summary>
    internal void EndCheck(string key, DateTimeOffset? at)
    {
        if (at is { } moment)
        {
            _checkedHere[key] = moment;
        }

        if (_checking.TryRemove(key, out _))
        {
            Tell(key);
        }
    }

    private static async Task<Subject?> SubjectAsync(ChangeSet changes, string key, CancellationToken cancellationToken)
    {
        if (await changes.FindAsync(ServerRepository.Servers, key, cancellationToken) is { } server)
        {
            return Subject.Of(server.Value);
        }

        return await changes.FindAsync(AgentRepository.Agents, key, cancellationToken) is { } agent ? Subject.Of(agent.Value) : null;
    }

    /// <summary>Whether those who watch would see a difference.</summary>
    private bool HasChanged(Entry? before, Entry? after) =>
        before is null || after is null || StateOf(before) with { LastChecked = null } != StateOf(after) with { LastChecked = null };

    private void Tell(string key)
    {
        foreach (var watcher in _watchers.Keys)
        {
            watcher(key);
        }
    }

    private ServerHealthState StateOf(Entry entry)
    {
        var here = _checkedHere.TryGetValue(entry.Subject.Key, out var moment) ? moment : (DateTimeOffset?)null;
        var stored = entry.Health?.LastChecked;
        var status = StatusOf(entry);
        var isFromCheck = status == entry.Health?.Status;
        var isRefuted = isFromCheck && IsRefuted(entry.Subject.Key, entry.Health!);
        return new(entry.Subject.Key, entry.Subject.Path, entry.Subject.TechnicalName, entry.Subject.DisplayName)
        {
            Status = isRefuted ? HealthStatus.Healthy : status,
            Finding = !isFromCheck ? CheckFinding.None : isRefuted ? Refuted(entry.Health!.Finding) : entry.Health!.Finding,
            LastChecked = here > stored || stored is null ? here : stored,
            Tools = entry.Tools ?? entry.Subject.StatedTools,
        };
    }

    private static CheckFinding Refuted(CheckFinding finding) =>
        finding with { Reason = $"Calls succeed, although the last check failed. {finding.Reason}".TrimEnd() };

    /// <summary>Whether a call has succeeded since a check got no answer. Calls through other replicas are not known here.</summary>
    private bool IsRefuted(string key, HealthRecord found) =>
        HealthStatus.IsSilent(found.Status)
        && found.LastChecked is { } at
        && traffics.Find(key)?.SinceSuccess is { } ago
        && time.GetUtcNow() - ago > at;

    private string StatusOf(Entry entry) => entry switch
    {
        { Subject.IsEnabled: false } => HealthStatus.Disabled,
        _ when _checking.ContainsKey(entry.Subject.Key) => HealthStatus.Checking,

        // A server in this process is not checked: it answers as long as the process runs.
        { Subject.IsInProcess: true } => HealthStatus.Healthy,
        { Health: null } => HealthStatus.Unknown,

        // Switched on again and not checked yet.
        { Health.Status: HealthStatus.Disabled } => HealthStatus.Checking,
        _ => entry.Health.Status,
    };

    private sealed record Entry(Subject Subject, HealthRecord? Health, int? Tools);

    /// <summary>What is checked: a server or an agent.</summary>
    private sealed record Subject(string Key, string Path, string TechnicalName, string DisplayName)
    {
        public required bool IsEnabled { get; init; }

        public bool IsInProcess { get; init; }

        public int StatedTools { get; init; }

        public static Subject Of(ServerRecord server) => new(server.Key, server.Address, server.TechnicalName, server.ServerName)
        {
            IsEnabled = server.IsEnabled,
            IsInProcess = ServerUrl.IsInProcess(server.ProxyPassUrl),
            StatedTools = server.StatedTools,
        };

        public static Subject Of(AgentDocument agent) => new(agent.Path, agent.Path, agent.TechnicalName, agent.DisplayName)
        {
            IsEnabled = agent.IsEnabled,
        };
    }

    private sealed class Following(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}
