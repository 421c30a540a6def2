using System.Text.Json.Serialization;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Results;

/// <summary>What is known of the safety of one server or agent (kind <c>security_scans</c>, key = its path).</summary>
public sealed record ScanRecord
{
    public required SubjectKind Kind { get; init; }

    public required string Path { get; init; }

    /// <summary>The last scan.</summary>
    public required ScanRun Last { get; init; }

    /// <summary>Earlier scans and the last one, newest first.</summary>
    public IReadOnlyList<ScanSummary> History { get; init; } = [];

    /// <summary>Everything that was found and is not forgotten yet, worst first.</summary>
    public IReadOnlyList<TrackedFinding> Findings { get; init; } = [];

    /// <summary>The fingerprint that last passed; null when none has.</summary>
    public string? PassedFingerprint { get; init; }

    /// <summary>An administrator's decision to enable it all the same; null when there is none.</summary>
    public ScanOverride? Override { get; init; }

    /// <summary>Findings that count: open, or accepted for a time that is over.</summary>
    public IEnumerable<TrackedFinding> InForce(DateTimeOffset now) => Findings.Where(finding => finding.StateAt(now) == FindingState.Open);

    /// <summary>Ids of the findings that make it unsafe.</summary>
    public IReadOnlyList<string> Unsafe(DateTimeOffset now) =>
        [.. InForce(now).Where(static finding => finding.Finding.Severity >= Severity.High).Select(static finding => finding.Finding.Id)];

    /// <summary>
    /// Whether it may be offered: nothing high or critical counts, and it was judged. What passed once and cannot be judged now is as
    /// good as it was.
    /// </summary>
    public bool IsSafe(DateTimeOffset now) => Unsafe(now).Count == 0 && !IsUnjudged;

    /// <summary>The last scan failed, and the definition never passed one.</summary>
    [JsonIgnore]
    public bool IsUnjudged => Last.HasFailed && PassedFingerprint != Last.Fingerprint;

    /// <summary>Only the name, description and address of a server were judged: it had not said yet what it offers.</summary>
    [JsonIgnore]
    public bool SawNothing => Kind == SubjectKind.Server && !Last.SawDefinitions;

    /// <summary>Whether an administrator enabled it knowing all that makes it unsafe now.</summary>
    public bool IsOverridden(DateTimeOffset now) => Override is { } decision
        && decision.Fingerprint == Last.Fingerprint && Unsafe(now).All(decision.Findings.Contains);

    /// <summary>Whether the time is over for which somebody lived with a finding: it counts again, though nothing was scanned.</summary>
    public bool HasLapsed(DateTimeOffset now) =>
        Findings.Any(finding => finding is { FixedAt: null, Accepted.Until: { } until } && until <= now);

    /// <summary>How many findings count, by severity.</summary>
    public int Count(Severity severity, DateTimeOffset now) => InForce(now).Count(finding => finding.Finding.Severity == severity);
}

/// <summary>One scan.</summary>
public sealed record ScanRun
{
    public required DateTimeOffset At { get; init; }

    /// <summary>What was scanned.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Whether what the server offers was known; false for a scan of a server that had not been asked yet.</summary>
    public bool SawDefinitions { get; init; }

    /// <summary>Where it is called; null when nowhere.</summary>
    public string? Address { get; init; }

    /// <summary>One of <see cref="ScanTriggers"/>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Who asked; null when nobody did.</summary>
    public string? By { get; init; }

    public required IReadOnlyList<AnalyserRun> Analysers { get; init; }

    /// <summary>An analyser that is there could not judge.</summary>
    [JsonIgnore]
    public bool HasFailed => Analysers.Any(static run => run.State == AnalyserState.Failed);

    /// <summary>Why; null when all could.</summary>
    [JsonIgnore]
    public string? Error => HasFailed
        ? string.Join("; ", Analysers.Where(static run => run.State == AnalyserState.Failed)
            .Select(static run => $"{run.Name}: {run.Reason}"))
        : null;
}

/// <summary>What came of one analyser in a scan.</summary>
public sealed record AnalyserRun(string Name, AnalyserState State, string? Reason, int Findings);

/// <summary>Why something is scanned.</summary>
public static class ScanTriggers
{
    public const string Registration = "registration";
    public const string Change = "change";
    public const string Retry = "retry";
    public const string Schedule = "schedule";
    public const string Request = "request";
}

/// <summary>A scan as the history keeps it.</summary>
public sealed record ScanSummary(
    DateTimeOffset At, string Trigger, bool IsSafe, bool HasFailed, int Critical, int High, int Medium, int Low);

/// <summary>An administrator's decision to enable what is unsafe.</summary>
/// <param name="Findings">Ids of what made it unsafe then.</param>
public sealed record ScanOverride(string By, DateTimeOffset At, string Fingerprint, IReadOnlyList<string> Findings);

/// <summary>A finding and what became of it.</summary>
public sealed record TrackedFinding
{
    public required Finding Finding { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>When a scan did not find it any more; null while it does.</summary>
    public DateTimeOffset? FixedAt { get; init; }

    /// <summary>Somebody's decision to live with it; null when there is none.</summary>
    public Acceptance? Accepted { get; init; }

    public FindingState StateAt(DateTimeOffset now) =>
        FixedAt is not null ? FindingState.Fixed
        : Accepted is { } acceptance && (acceptance.Until is null || acceptance.Until > now) ? FindingState.Accepted
        : FindingState.Open;
}

/// <summary>Who lives with a finding, why, and until when.</summary>
/// <param name="Until">Null for good.</param>
public sealed record Acceptance(string By, DateTimeOffset At, string Reason, DateTimeOffset? Until);

public enum FindingState
{
    Open,
    Accepted,
    Fixed,
}
