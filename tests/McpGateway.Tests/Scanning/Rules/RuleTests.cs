using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Static;
using McpGateway.Core.Scanning.Yara;
using McpGateway.Tests.Architecture;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Scanning.Rules;

/// <summary>Each rule by itself: that it finds what it is for, and not what is near it. The endpoint's have their own tests.</summary>
public sealed class RuleTests
{
    private static readonly IOptions<ScanOptions> Options = Microsoft.Extensions.Options.Options.Create(new ScanOptions());

    private static readonly IAnalyser[] Analysers =
        [new StaticAnalyser(), new YaraAnalyser(new(Options, NullLogger<YaraRuleFiles>.Instance), Options)];

    public static IEnumerable<TheoryDataRow<string, int>> Rows { get; } =
        [.. RuleRows.All.Select(static (row, index) => new TheoryDataRow<string, int>(row.Rule, index))];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Analyse_EachRule_HitsAndNearlyHits(string rule, int row)
    {
        var known = Assert.Single(RuleTable.OfTexts, known => known.Id == rule);
        var (hit, miss) = (await FindAsync(RuleRows.All[row].Hit), await FindAsync(RuleRows.All[row].Miss));

        var found = hit.Where(finding => finding.Rule == rule && finding.Analyser == known.Analyser).ToArray();
        Assert.True(found.Length > 0, $"{rule} was not found; found: {string.Join(", ", hit.Select(static finding => finding.Rule))}");
        Assert.All(found, finding => Assert.Contains(finding.Severity, known.Severities));
        Assert.All(found, finding => Assert.Equal(known.Remedy, finding.Remedy));
        Assert.All(found, static finding => Assert.NotEmpty(finding.Reason));
        Assert.DoesNotContain(miss, finding => finding.Rule == rule);
    }

    [Fact]
    public void Rules_OverTexts_EachHaveARow() => Assert.Equal(
        RuleTable.OfTexts.Select(static rule => rule.Id).Order(StringComparer.Ordinal),
        RuleRows.All.Select(static row => row.Rule).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_OfAllRules_AreDifferent() => Assert.Distinct(RuleTable.All.Select(static rule => rule.Id));

    [Fact]
    public void Table_OfThePage_IsMadeFromTheRules() => AcceptedText.Verify(
        RuleTable.Page, RuleTable.Lines(), "The table of rules is made from the code: mend the rule's reason or remedy there.");

    private static async Task<IReadOnlyList<Finding>> FindAsync(ScanSubject subject)
    {
        var findings = new List<Finding>();
        foreach (var analyser in Analysers)
        {
            var outcome = await analyser.AnalyseAsync(subject, TestContext.Current.CancellationToken);
            Assert.True(outcome.State == AnalyserState.Ran, outcome.Reason);
            findings.AddRange(outcome.Findings);
        }

        return findings;
    }
}
