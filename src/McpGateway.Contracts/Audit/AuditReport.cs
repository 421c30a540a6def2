namespace McpGateway.Contracts.Audit;

/// <summary>What was found out about an audit.</summary>
/// <param name="IsIntact">Whether nothing is wrong.</param>
/// <param name="Streams">What was read.</param>
/// <param name="Keys">Ids of the keys that signed.</param>
/// <param name="Findings">What is wrong, the first thousand.</param>
/// <param name="Found">How much is wrong.</param>
/// <param name="IsComplete">Whether missing events were looked for.</param>
public sealed record AuditReport(
    bool IsIntact, IReadOnlyList<AuditStreamReport> Streams, IReadOnlyList<string> Keys, IReadOnlyList<AuditFinding> Findings, long Found,
    bool IsComplete)
{
    private const int MaxShown = 50;

    /// <summary>The report for people, the verdict last.</summary>
    /// <param name="areKeysTrusted">Whether only statements of keys counted that were known before.</param>
    public IEnumerable<string> Lines(bool areKeysTrusted)
    {
        foreach (var stream in Streams)
        {
            yield return $"  {stream.Stream,-14} events {stream.First} to {stream.Last}, {stream.Events} read, signed to {stream.SignedTo}"
                + (stream.RemovedTo > 0 ? $"; removed for their age up to {stream.RemovedTo}" : "");
        }

        foreach (var finding in Findings.Take(MaxShown))
        {
            yield return $"  {finding.Stream,-14} {finding.Problem}";
        }

        if (Found > MaxShown)
        {
            yield return $"  … and {Found - MaxShown} more.";
        }

        if (!areKeysTrusted && Keys.Count > 0)
        {
            yield return $"Signed with the keys {string.Join(", ", Keys)}: compare them with the gateway's, or name --keys.";
        }

        yield return !IsIntact ? "The audit is NOT what was written."
            : IsComplete ? "The audit is what was written."
            : "The events are what was written. It is an excerpt: others may be missing.";
    }
}

/// <summary>One stream of an audit.</summary>
/// <param name="Stream">Its name.</param>
/// <param name="First">Number of the oldest event; 0 when there is none.</param>
/// <param name="Last">Number of the newest event.</param>
/// <param name="Events">How many were judged.</param>
/// <param name="SignedTo">Number of the newest event that is covered by a signature; 0 when there is none.</param>
/// <param name="Statements">Signed statements about it.</param>
/// <param name="RemovedTo">Up to here events were removed for their age.</param>
public sealed record AuditStreamReport(
    string Stream, long First, long Last, long Events, long SignedTo, long Statements, long RemovedTo);

/// <summary>Something that is not as it was written.</summary>
/// <param name="Stream">Where; the empty text when that cannot be told.</param>
/// <param name="Number">Which event.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record AuditFinding(string Stream, long? Number, string Problem);
