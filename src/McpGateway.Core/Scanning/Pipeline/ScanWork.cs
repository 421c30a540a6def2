using System.Diagnostics.Metrics;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Pipeline;

/// <summary>
/// What there is to scan. Everything is derived from what is stored (definitions, results, the run over the registry), so that neither a
/// restart nor a change of the leader loses anything.
/// </summary>
internal sealed class ScanWork
{
    private readonly ServerCatalog _servers;
    private readonly AgentCatalog _agents;
    private readonly ScanCatalog _scans;
    private readonly IOptions<ScanOptions> _options;
    private readonly TimeProvider _time;
    private volatile bool _isLeading;
    private int _mustLook = 1;

    public ScanWork(
        ServerCatalog servers, AgentCatalog agents, ScanCatalog scans, IOptions<ScanOptions> options, TimeProvider time,
        IMeterFactory meters)
    {
        (_servers, _agents, _scans, _options, _time) = (servers, agents, scans, options, time);
        Queue = new(options.Value.QueueCapacity, time);
        Retries = new(time);
        meters.Create(Instruments.ScanningMeter).CreateObservableGauge(
            Instruments.ScanQueue, () => Queue.Count, "{item}", "Servers and agents that wait for a scan.");
    }

    public ScanQueue Queue { get; }

    public ScanRetries Retries { get; }

    /// <summary>Paths of everything that is scanned by itself.</summary>
    public IEnumerable<(string Path, SubjectKind Kind)> Items() =>
        _servers.Everything.Where(static entry => !entry.Server.IsBuiltIn)
            .Select(static entry => (entry.Server.Key, SubjectKind.Server))
            .Concat(_agents.Current.Keys.Select(static path => (path, SubjectKind.Agent)))
            .Where(item => _options.Value.For(item.Item2).Enabled);

    /// <summary>What of <see cref="Items"/> is at a path; null when nothing is.</summary>
    public SubjectKind? KindOf(string path)
    {
        SubjectKind? kind = _servers.Find(path) is { } entry
            ? entry.Server.IsBuiltIn ? null : SubjectKind.Server
            : _agents.Current.ContainsKey(path) ? SubjectKind.Agent : null;
        return kind is { } found && _options.Value.For(found).Enabled ? kind : null;
    }

    /// <summary>This replica scans from now on: whatever may be due is looked at.</summary>
    public void Lead()
    {
        _isLeading = true;
        LookAgain();
    }

    public void Yield()
    {
        _isLeading = false;
        Queue.Clear();
        Retries.Clear();
    }

    public void Changed(string path)
    {
        if (_isLeading && KindOf(path) is not null)
        {
            Queue.Put(path, ScanTriggers.Change);
        }
    }

    /// <summary>Has the whole of what is due put into the queue at the next turn.</summary>
    public void LookAgain() => Interlocked.Exchange(ref _mustLook, 1);

    /// <summary>Puts everything that may be due into the queue, when something was missed.</summary>
    public void Refill()
    {
        if (Interlocked.Exchange(ref _mustLook, 0) == 0 && !Queue.HasOverflowed)
        {
            return;
        }

        foreach (var (path, _) in Items().Where(item => !Retries.Waits(item.Path)))
        {
            Queue.Put(path, ScanTriggers.Change);
        }
    }

    /// <summary>
    /// Puts what broke, or failed, and is to be tried again into the queue, what a run over the registry has left, and what somebody
    /// lived with for a time that is over.
    /// </summary>
    public void AddDue()
    {
        // What runs is looked at when it has ended: its result is not there yet.
        foreach (var path in Retries.Due().Where(path => !Queue.IsRunning(path)))
        {
            Queue.Put(path, ScanTriggers.Change);
        }

        var now = _time.GetUtcNow();
        var retried = now - _options.Value.RetryAfter;
        foreach (var (path, kind) in Items().Where(item => !Retries.Waits(item.Path) && !Queue.IsRunning(item.Path)))
        {
            var record = _scans.Current.GetValueOrDefault(path);
            if (IsOfRun(record))
            {
                Queue.Put(path, ScanTriggers.Schedule);
            }
            else if (record is { Last: { HasFailed: true } last } && last.At <= retried)
            {
                Queue.Put(path, ScanTriggers.Retry);
            }
            else if (record?.HasLapsed(now) == true && AreEffectsDue(record, kind, now))
            {
                Queue.Put(path, ScanTriggers.Change);
            }
        }
    }

    private bool AreEffectsDue(ScanRecord record, SubjectKind kind, DateTimeOffset now)
    {
        var policy = _options.Value.For(kind);
        return _servers.Find(record.Path) is { Server: var server }
            ? ScanEffects.AreDue(record, policy, server.IsEnabled, server.Tags, now)
            : _agents.Current.GetValueOrDefault(record.Path) is { Agent: var agent }
                && ScanEffects.AreDue(record, policy, agent.IsEnabled, agent.Tags, now);
    }

    /// <summary>Whether a scan is called for by what is stored.</summary>
    public bool IsDue(ScanRecord? record, ScanSubject subject)
    {
        var policy = _options.Value.For(subject.Kind);
        return policy.Enabled
            && (IsOfRun(record)
                || (policy.OnRegistration && record?.Last.Fingerprint != subject.Fingerprint)
                || (record?.Last.HasFailed == true && record.Last.At <= _time.GetUtcNow() - _options.Value.RetryAfter));
    }

    /// <summary>How far the run over the registry is; null when there was none.</summary>
    public RegistryScanProgress? Progress()
    {
        if (_scans.Run is not { } run)
        {
            return null;
        }

        var records = Items().Select(item => _scans.Current.GetValueOrDefault(item.Path)).ToArray();
        var done = records.Where(record => record?.Last.At >= run.StartedAt).ToArray();
        var now = _time.GetUtcNow();
        return new(
            run, records.Length, done.Length, done.Count(static record => record!.Last.HasFailed),
            done.Count(record => !record!.IsSafe(now)));
    }

    /// <summary>Whether a run over the registry is due by the schedule.</summary>
    public bool IsRunDue()
    {
        if (_options.Value.IntervalHours == 0 || _scans.Run is { EndedAt: null })
        {
            return false;
        }

        var before = _time.GetUtcNow() - TimeSpan.FromHours(_options.Value.IntervalHours);
        return _scans.Run is { } run
            ? run.StartedAt <= before
            : Items().Any(item => _scans.Current.GetValueOrDefault(item.Path)?.Last.At <= before);
    }

    private bool IsOfRun(ScanRecord? record) =>
        _scans.Run is { EndedAt: null } run && (record is null || record.Last.At < run.StartedAt);
}

/// <summary>How far a scan of the whole registry is.</summary>
public sealed record RegistryScanProgress(RegistryScan Run, int Total, int Done, int Failed, int Unsafe);
