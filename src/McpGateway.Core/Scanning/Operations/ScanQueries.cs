using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;

namespace McpGateway.Core.Scanning.Operations;

/// <summary>What callers may read of scans, from memory.</summary>
public sealed class ScanQueries
{
    /// <summary>The kind of the document of scans of everything.</summary>
    public const string RunKind = "security_scan_runs";

    internal static readonly Error OverviewRefusal = new(ErrorKind.Forbidden, "Only administrators can see the security of the registry");

    private readonly ScanAccess _access;
    private readonly ScanCatalog _scans;
    private readonly ScanWork _work;
    private readonly ServerCatalog _servers;
    private readonly AgentCatalog _agents;
    private readonly TimeProvider _time;

    internal ScanQueries(
        ScanAccess access, ScanCatalog scans, ScanWork work, ServerCatalog servers, AgentCatalog agents, TimeProvider time) =>
        (_access, _scans, _work, _servers, _agents, _time) = (access, scans, work, servers, agents, time);

    /// <summary>What is known of one server or agent.</summary>
    public Result<ScanRecord> Find(Caller caller, SubjectKind kind, string path)
    {
        var target = _access.Find(caller, kind, path);
        return !target.IsSuccess ? target.Error
            : _scans.Current.TryGetValue(target.Value.Path, out var record) ? record
            : new Error(
                ErrorKind.NotFound,
                $"No security scan results found for {WordOf(kind)} '{target.Value.Path}'. "
                    + $"The {WordOf(kind)} may not have been scanned yet.");
    }

    /// <summary>
    /// A word on the safety of something that the caller is shown anyway; null where there is no scan, or none yet of what it offers.
    /// </summary>
    /// <param name="path">Of a server or agent that the caller may use or see.</param>
    public ScanBadge? BadgeOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!_scans.Current.TryGetValue(path, out var record))
        {
            return null;
        }

        var now = _time.GetUtcNow();
        if (record is { SawNothing: true, Last.HasFailed: false } && record.IsSafe(now))
        {
            return null;
        }

        return new(
            record.Last.HasFailed && record.IsUnjudged ? ScanVerdict.Failed
                : !record.IsSafe(now) ? ScanVerdict.Unsafe
                : record.InForce(now).Any(static finding => finding.Finding.Severity == Severity.Medium) ? ScanVerdict.Warning
                : ScanVerdict.Safe,
            record.InForce(now).Count());
    }

    /// <summary>The safety of everything. For administrators.</summary>
    public Result<ScanOverview> Overview(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return OverviewRefusal;
        }

        var items = _work.Items().Select(item => new ScannedItem(
            item.Kind, item.Path, NameOf(item.Kind, item.Path), _scans.Current.GetValueOrDefault(item.Path), BadgeOf(item.Path))).ToArray();
        return new ScanOverview(items, _work.Progress(), _work.Queue.Count, _time.GetUtcNow());
    }

    /// <summary>The time by which acceptances count, for whoever shows states.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    internal static string WordOf(SubjectKind kind) => kind switch
    {
        SubjectKind.Server => "server",
        SubjectKind.Agent => "agent",
    };

    private string NameOf(SubjectKind kind, string path) => kind switch
    {
        SubjectKind.Server => _servers.Current.GetValueOrDefault(path)?.Server.ServerName ?? path,
        SubjectKind.Agent => _agents.Current.GetValueOrDefault(path)?.Card.Name ?? path,
    };
}

/// <summary>A scan in a word.</summary>
/// <param name="Findings">How many findings count.</param>
public sealed record ScanBadge(ScanVerdict Verdict, int Findings);

public enum ScanVerdict
{
    Safe,

    /// <summary>Only findings of medium severity.</summary>
    Warning,
    Unsafe,

    /// <summary>It could not be judged.</summary>
    Failed,
}

/// <summary>The safety of the whole registry.</summary>
/// <param name="Run">The last scan of everything; null when there was none.</param>
/// <param name="Waiting">Scans that wait on this replica.</param>
public sealed record ScanOverview(IReadOnlyList<ScannedItem> Items, RegistryScanProgress? Run, int Waiting, DateTimeOffset At);

/// <summary>A server or agent and what is known of it.</summary>
/// <param name="Record">Null when it has not been scanned.</param>
public sealed record ScannedItem(SubjectKind Kind, string Path, string Name, ScanRecord? Record, ScanBadge? Badge);
