using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Yara;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Scanning.Yara;

/// <summary>The real libyara, with rules of the product and of an operator.</summary>
public sealed class YaraTests : IDisposable
{
    private const string Marker =
        """
        rule marker : test
        {
            meta:
                severity = "critical"
                reason = "It has the marker."
                remedy = "Take it away."
                number = 7
                flag = true
            strings:
                $a = "zebra-marker" nocase
            condition:
                $a
        }
        """;

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compile_ProductRules_HasNoProblem()
    {
        var files = Files(directory: null).Current(Library());

        Assert.NotEmpty(files);
        Assert.All(files, static file => Assert.Empty(file.Problems));
        Assert.All(files, static file => Assert.NotNull(file.Rules));
    }

    [Fact]
    public async Task Analyse_OperatorsRule_ReportsItsMeta()
    {
        Write("own.yar", Marker);

        var outcome = await AnalyseAsync("See the Zebra-Marker here.");

        var finding = Assert.Single(outcome.Findings, static finding => finding.Rule == "marker");
        Assert.Equal(AnalyserState.Ran, outcome.State);
        Assert.Equal((Severity.Critical, "It has the marker.", "Take it away."), (finding.Severity, finding.Reason, finding.Remedy));
        Assert.Equal(("sample_tool", "description"), (finding.Item, finding.Field));
    }

    [Theory]
    [InlineData("rule broken\n{\n  strings:\n    $a = /(/\n  condition:\n    $a\n}", 4)]
    [InlineData("rule broken { condition: missing }", 1)]
    [InlineData("\n\nrule {", 3)]
    [InlineData("include \"/etc/passwd\"\nrule a { condition: true }", 1)]
    public async Task Analyse_RuleFileWithMistake_NamesFileAndLineAndUsesTheOthers(string broken, int line)
    {
        Write("a-broken.yar", broken);
        Write("b-own.yar", Marker);

        var outcome = await AnalyseAsync("zebra-marker");

        Assert.Equal(AnalyserState.Ran, outcome.State);
        Assert.Contains(outcome.Findings, static finding => finding.Rule == "marker");
        Assert.Contains($"a-broken.yar, line {line}:", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analyse_ChangedFolder_UsesTheNewRules()
    {
        var analyser = Analyser();
        Write("own.yar", Marker);
        Assert.Contains((await AnalyseAsync("zebra-marker", analyser)).Findings, static finding => finding.Rule == "marker");

        Write("own.yar", Marker.Replace("zebra-marker", "other-marker-text", StringComparison.Ordinal));

        Assert.DoesNotContain((await AnalyseAsync("zebra-marker", analyser)).Findings, static finding => finding.Rule == "marker");
        Assert.Contains((await AnalyseAsync("other-marker-text", analyser)).Findings, static finding => finding.Rule == "marker");
        File.Delete(Path.Combine(_folder.Path, "own.yar"));
        Assert.DoesNotContain((await AnalyseAsync("other-marker-text", analyser)).Findings, static finding => finding.Rule == "marker");
    }

    [Fact]
    public async Task Analyse_ManyAtOnceWhileRulesAreReplaced_AllAnswerRightly()
    {
        var analyser = Analyser();
        Write("own.yar", Marker);
        var scans = Enumerable.Range(0, 200).Select(async number =>
        {
            if (number % 20 == 0)
            {
                lock (_folder)
                {
                    Write("own.yar", Marker + new string('\n', (number / 20) + 1));
                }
            }

            var isHit = number % 2 == 0;
            var outcome = await AnalyseAsync(isHit ? $"{number} zebra-marker" : $"{number} nothing", analyser);
            Assert.Equal(AnalyserState.Ran, outcome.State);
            Assert.Equal(isHit, outcome.Findings.Any(static finding => finding.Rule == "marker"));
        });

        await Task.WhenAll(scans);

        // What was replaced is freed while nothing uses it.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Contains((await AnalyseAsync("zebra-marker", analyser)).Findings, static finding => finding.Rule == "marker");
    }

    [Fact]
    public void Compile_TextWithZeroByte_IsRefused()
    {
        Assert.Null(YaraRules.Compile(Library(), "rule a { condition: true }\0", out var problems));
        Assert.Single(problems);
    }

    /// <summary>CI installs the library, so that it is never skipped there.</summary>
    private static YaraLibrary Library()
    {
        var library = YaraLibrary.Find(out var problem);
        Assert.SkipWhen(library is null && Environment.GetEnvironmentVariable("CI") is null, problem ?? "");
        Assert.NotNull(library);
        return library;
    }

    private Task<AnalyserOutcome> AnalyseAsync(string text, YaraAnalyser? analyser = null)
    {
        Library();
        return (analyser ?? Analyser()).AnalyseAsync(ScanSets.Tool(text), TestContext.Current.CancellationToken);
    }

    private YaraAnalyser Analyser() => new(Files(_folder.Path), Options.Create(new ScanOptions()));

    private static YaraRuleFiles Files(string? directory) =>
        new(Options.Create(new ScanOptions { YaraRulesDirectory = directory }), NullLogger<YaraRuleFiles>.Instance);

    /// <summary>At once, as an editor does: half a file is another file.</summary>
    private void Write(string name, string text)
    {
        var draft = Path.Combine(_folder.Path, name + ".draft");
        File.WriteAllText(draft, text);
        File.Move(draft, Path.Combine(_folder.Path, name), overwrite: true);
    }
}
