using System.Collections.Concurrent;
using System.Text.Json;
using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Static;
using McpGateway.Core.Scanning.Yara;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Scanning;

/// <summary>
/// How much is detected, and how much harmless text is taken for an attack. The set <c>development</c> was looked at while the rules were
/// written; <c>held-out</c> was written before them and is only counted; <c>further</c> was written by somebody who had not seen the rules.
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

    /// <summary>Over a catalogue of real tools, where there is one: a file with <c>tools</c>, each with name, description and
    /// schema.</summary>
    [Fact]
    public async Task Analyse_CatalogueOfRealTools_HardlyEverFindsAnythingHigh()
    {
        var path = Environment.GetEnvironmentVariable("SCAN_CATALOGUE");
        Assert.SkipWhen(string.IsNullOrEmpty(path), "SCAN_CATALOGUE names no file with real tools.");
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        var tools = document.RootElement.GetProperty("tools").EnumerateArray().ToArray();
        var high = new ConcurrentBag<string>();
        var counts = new ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(tools, TestContext.Current.CancellationToken, async (tool, _) =>
        {
            var subject = ScanSets.Server(ScanSets.Tools(ScanSets.ToolOf(
                tool.GetProperty("name").GetString()!, tool.GetProperty("description").GetString() ?? "", tool.GetProperty("schema"))));
            var findings = await FindAsync(subject);
            foreach (var rule in findings.Select(static finding => $"{finding.Severity} {finding.Rule}").Distinct())
            {
                counts.AddOrUpdate(rule, 1, static (_, count) => count + 1);
            }

            if (findings.Where(static finding => finding.Severity >= Severity.High).ToArray() is { Length: > 0 } severe)
            {
                high.Add($"{tool.GetProperty("id")} | {string.Join(" | ", severe.Select(
                    static finding => $"{finding.Analyser} {finding.Rule} {finding.Field}: {finding.Evidence}"))}");
            }
        });
        output.WriteLine($"{high.Count} of {tools.Length}\n{string.Join("\n", counts.OrderByDescending(static entry => entry.Value))}");
        output.WriteLine(string.Join("\n", high.Order()));
        Assert.True(high.Count <= tools.Length * 0.005, string.Join("\n", high));
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
