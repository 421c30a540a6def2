using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Results;

/// <summary>Lays a new scan over what was known: what is found again keeps its state, what is gone is fixed.</summary>
internal static class ScanMerge
{
    /// <summary>More are not kept of one scan; the worst are.</summary>
    private const int MostFindings = 200;

    private const int MostFixed = 100;

    public static ScanRecord Apply(
        ScanRecord? known, ScanSubject subject, ScanRun run, IReadOnlyList<Finding> found, int maxHistory, DateTimeOffset now)
    {
        var before = (known?.Findings ?? []).ToDictionary(static finding => finding.Finding.Id, StringComparer.Ordinal);
        var present = found.DistinctBy(static finding => finding.Id, StringComparer.Ordinal)
            .OrderByDescending(static finding => finding.Severity).Take(MostFindings)
            .Select(finding => Track(finding, before.GetValueOrDefault(finding.Id), now))
            .ToArray();
        var ids = present.Select(static finding => finding.Finding.Id).ToHashSet(StringComparer.Ordinal);

        // What an analyser did not look for this time is neither there nor gone.
        var looked = run.Analysers.Where(static analyser => analyser.State == AnalyserState.Ran)
            .Select(static analyser => analyser.Name).ToHashSet(StringComparer.Ordinal);
        var others = before.Values.Where(finding => !ids.Contains(finding.Finding.Id))
            .Select(finding => finding.FixedAt is null && looked.Contains(finding.Finding.Analyser) ? finding with { FixedAt = now }
                : finding)
            .ToArray();
        var next = new ScanRecord
        {
            Kind = subject.Kind,
            Path = subject.Path,
            Last = run,
            Findings =
            [
                .. present,
                .. others.Where(static finding => finding.FixedAt is null),
                .. others.Where(static finding => finding.FixedAt is not null).OrderByDescending(static finding => finding.FixedAt)
                    .Take(MostFixed),
            ],
            PassedFingerprint = known?.PassedFingerprint,
            Override = known?.Override,
        };
        next = !run.HasFailed && next.Unsafe(now).Count == 0 ? next with { PassedFingerprint = run.Fingerprint } : next;
        return next with { History = [SummaryOf(next, now), .. (known?.History ?? []).Take(maxHistory - 1)] };
    }

    private static TrackedFinding Track(Finding finding, TrackedFinding? known, DateTimeOffset now) => new()
    {
        Finding = finding,
        FirstSeen = known?.FirstSeen ?? now,
        LastSeen = now,
        Accepted = known?.Accepted,
    };

    private static ScanSummary SummaryOf(ScanRecord record, DateTimeOffset now) => new(
        now, record.Last.Trigger, record.IsSafe(now), record.Last.HasFailed, record.Count(Severity.Critical, now),
        record.Count(Severity.High, now), record.Count(Severity.Medium, now), record.Count(Severity.Low, now));
}
