using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Results;

namespace McpGateway.Tests.Scanning.Results;

public sealed class ScanMergeTests
{
    private static readonly DateTimeOffset Start = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ScanSubject _subject = ScanSets.Tool("text");

    [Fact]
    public void Apply_SameFindingAgain_KeepsFirstSeenAndAcceptance()
    {
        var first = Merge(null, Start, Found("a"));
        var accepted = first with
        {
            Findings = [first.Findings[0] with { Accepted = new("admin", Start, "known", null) }],
        };

        var second = Merge(accepted, Start.AddHours(1), Found("a"));

        var finding = Assert.Single(second.Findings);
        Assert.Equal((Start, Start.AddHours(1), FindingState.Accepted), (finding.FirstSeen, finding.LastSeen, finding.StateAt(Start)));
        Assert.True(second.IsSafe(Start));
    }

    [Fact]
    public void Apply_OtherEvidence_IsAnotherFindingThatIsNotAccepted()
    {
        var first = Merge(null, Start, Found("a"));
        var accepted = first with { Findings = [first.Findings[0] with { Accepted = new("admin", Start, "known", null) }] };

        var second = Merge(accepted, Start.AddHours(1), Found("a") with { Evidence = "other words" });

        Assert.Equal([FindingState.Open, FindingState.Fixed], second.Findings.Select(static finding => finding.StateAt(Start)));
        Assert.False(second.IsSafe(Start));
    }

    [Fact]
    public void Apply_FindingGone_IsFixed_AndOpenAgainWhenItComesBack()
    {
        var first = Merge(null, Start, Found("a"));
        var second = Merge(first, Start.AddHours(1));
        var third = Merge(second, Start.AddHours(2), Found("a"));

        Assert.Equal(FindingState.Fixed, Assert.Single(second.Findings).StateAt(Start));
        Assert.Equal(FindingState.Open, Assert.Single(third.Findings).StateAt(Start));
        Assert.Equal([1, 0, 1], third.History.Select(static entry => entry.High));
    }

    [Fact]
    public void Apply_AnalyserDidNotRun_ItsFindingsStayOpen()
    {
        var first = Merge(null, Start, Found("a"));

        var second = Merge(first, Start.AddHours(1), AnalyserState.Failed);

        Assert.Equal(FindingState.Open, Assert.Single(second.Findings).StateAt(Start));
    }

    [Theory]
    [InlineData(false, false, true)] // never passed: what cannot be judged is not safe
    [InlineData(true, false, false)] // passed as it is: stays as good as it was
    [InlineData(true, true, true)] // changed since it passed
    public void IsUnjudged_ScanFailed_ByWhatPassedBefore(bool passed, bool changed, bool expected)
    {
        var before = passed ? Merge(null, Start) : null;
        var subject = changed ? ScanSets.Tool("other text") : _subject;

        var record = ScanMerge.Apply(before, subject, Run(subject, AnalyserState.Failed), [], 10, Start.AddHours(1));

        Assert.Equal(expected, record.IsUnjudged);
        Assert.Equal(!expected, record.IsSafe(Start));
    }

    [Fact]
    public void StateAt_AcceptanceEnded_IsOpen()
    {
        var finding = Merge(null, Start, Found("a")).Findings[0] with { Accepted = new("admin", Start, "for now", Start.AddDays(1)) };

        Assert.Equal(FindingState.Accepted, finding.StateAt(Start.AddHours(23)));
        Assert.Equal(FindingState.Open, finding.StateAt(Start.AddDays(1)));
    }

    [Fact]
    public void Apply_ManyScans_KeepsHistoryBounded()
    {
        ScanRecord? record = null;
        for (var scan = 0; scan < 30; scan++)
        {
            record = Merge(record, Start.AddHours(scan));
        }

        Assert.Equal(10, record!.History.Count);
        Assert.Equal(Start.AddHours(29), record.History[0].At);
    }

    private ScanRecord Merge(ScanRecord? known, DateTimeOffset now, params IReadOnlyList<Finding> found) =>
        ScanMerge.Apply(known, _subject, Run(_subject, AnalyserState.Ran), found, 10, now);

    private ScanRecord Merge(ScanRecord? known, DateTimeOffset now, AnalyserState state) =>
        ScanMerge.Apply(known, _subject, Run(_subject, state), [], 10, now);

    private static ScanRun Run(ScanSubject subject, AnalyserState state) => new()
    {
        At = Start,
        Fingerprint = subject.Fingerprint,
        Trigger = ScanTriggers.Change,
        Analysers = [new("static", state, null, 0)],
    };

    private static Finding Found(string rule) => new()
    {
        Analyser = "static",
        Rule = rule,
        Severity = Severity.High,
        Reason = "reason",
        Remedy = "remedy",
        Field = "description",
        Evidence = "words",
    };
}
