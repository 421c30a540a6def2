using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Static;
using McpGateway.Core.Scanning.Yara;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Scanning;

/// <summary>
/// How much is detected, and how much harmless text is taken for an attack. The set <c>development</c> was looked at while the rules were
/// written; <c>held-out</c> was written before them and is only counted; <c>further</c> was written by somebody who had not seen the
/// rules. Of the two <c>unseen</c> sets, written before the rules were made wider, one was looked at then and the other only counted;
/// <c>paraphrases</c> says the same in as many other words as its author found, and was looked at.
/// </summary>
public sealed class DetectionTests(ITestOutputHelper output)
{
    private static readonly IOptions<ScanOptions> Options = Microsoft.Extensions.Options.Options.Create(new ScanOptions());

    private readonly IAnalyser[] _analysers =
        [new StaticAnalyser(), new YaraAnalyser(new(Options, NullLogger<YaraRuleFiles>.Instance), Options)];

    [Theory]
    [InlineData("development", 60)]
    [InlineData("held-out", 60)]
    [InlineData("further", 20)]
    [InlineData("unseen-a", 30)]
    [InlineData("unseen-b", 30)]
    [InlineData("paraphrases", 100)]
    public async Task Analyse_PoisonedDefinitions_FindsNearlyAllOfThem(string set, int least)
    {
        var samples = ScanSets.Read(set, "poisoned");
        var missed = new List<string>();
        foreach (var sample in samples)
        {
            if (await WorstAsync(sample.Subject) is not { Severity: >= Severity.High })
            {
                missed.Add($"{sample.Class}: {sample.Name}");
            }
        }

        var recall = 1 - ((double)missed.Count / samples.Count);
        output.WriteLine($"{set}: recall {recall:P1} of {samples.Count}; missed: {string.Join(", ", missed)}");
        Assert.True(samples.Count >= least);
        Assert.True(recall >= 0.95, $"Recall {recall:P1}; missed: {string.Join(", ", missed)}");
    }

    [Theory]
    [InlineData("development", 60)]
    [InlineData("held-out", 60)]
    [InlineData("further", 20)]
    [InlineData("unseen-a", 30)]
    [InlineData("unseen-b", 30)]
    public async Task Analyse_HarmlessDefinitions_AreHardlyEverTakenForAttacks(string set, int least)
    {
        var samples = ScanSets.Read(set, "benign");
        var wrong = new List<string>();
        foreach (var sample in samples)
        {
            if (await WorstAsync(sample.Subject) is { Severity: >= Severity.High } worst)
            {
                wrong.Add($"{sample.Name}: {worst.Analyser} {worst.Rule}: {worst.Evidence}");
            }
        }

        output.WriteLine($"{set}: {wrong.Count} of {samples.Count} wrong: {string.Join("\n", wrong)}");
        Assert.True(samples.Count >= least);
        Assert.True(wrong.Count <= samples.Count * 0.05, string.Join("\n", wrong));
    }

    private async Task<Finding?> WorstAsync(ScanSubject subject) => (await FindAsync(subject)).MaxBy(static finding => finding.Severity);

    private async Task<IReadOnlyList<Finding>> FindAsync(ScanSubject subject)
    {
        var findings = new List<Finding>();
        foreach (var analyser in _analysers)
        {
            var outcome = await analyser.AnalyseAsync(subject, TestContext.Current.CancellationToken);
            Assert.NotEqual(AnalyserState.Failed, outcome.State);
            findings.AddRange(outcome.Findings);
        }

        return findings;
    }
}
