using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Static;
using McpGateway.Core.Scanning.Yara;
using McpGateway.Tests.Architecture;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Scanning;

/// <summary>
/// A catalogue of real tools, where there is one, scanned as the product does: each server with all of its tools, beside all others. What
/// is high was looked at, and is listed with its verdict in the documentation; the list of ids is kept.
/// </summary>
public sealed class CatalogueTests(ITestOutputHelper output)
{
    private const string Kept = "tests/McpGateway.Tests/Scanning/Sets/catalogue-high.txt";

    private static readonly IOptions<ScanOptions> Options = Microsoft.Extensions.Options.Options.Create(new ScanOptions());

    private readonly IAnalyser[] _analysers =
        [new StaticAnalyser(), new YaraAnalyser(new(Options, NullLogger<YaraRuleFiles>.Instance), Options)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A file with <c>tools</c>, each with id (<c>server::tool</c>), server, name, description and schema.</summary>
    [Fact]
    public async Task Analyse_CatalogueOfRealTools_FindsHighWhatIsKnown()
    {
        var path = Environment.GetEnvironmentVariable("SCAN_CATALOGUE");
        Assert.SkipWhen(string.IsNullOrEmpty(path), "SCAN_CATALOGUE names no file with real tools.");
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(path, Cancellation));
        var servers = document.RootElement.GetProperty("tools").EnumerateArray()
            .GroupBy(static tool => tool.GetProperty("id").GetString()!.Split("::")[0], StringComparer.Ordinal).ToArray();
        var neighbours = servers.Select(NeighbourOf).ToArray();
        var (high, counts, clock) = (new ConcurrentBag<string>(), new ConcurrentDictionary<string, int>(), Stopwatch.StartNew());
        await Parallel.ForEachAsync(servers.Index(), Cancellation, async (server, _) =>
        {
            var subject = ScanSets.Server(neighbours[server.Index], ScanSets.Tools([.. server.Item.Select(ToolOf)]), neighbours);
            foreach (var item in (await FindAsync(subject)).GroupBy(static finding => finding.Item))
            {
                foreach (var rule in item.Select(static finding => $"{finding.Severity} {finding.Rule}").Distinct())
                {
                    counts.AddOrUpdate(rule, 1, static (_, count) => count + 1);
                }

                if (item.Where(static finding => finding.Severity >= Severity.High).ToArray() is { Length: > 0 } severe)
                {
                    var rules = severe.Select(static finding => finding.Rule).Distinct().Order(StringComparer.Ordinal);
                    high.Add($"{server.Item.Key}::{item.Key} {string.Join(' ', rules)}");
                    output.WriteLine($"{server.Item.Key}::{item.Key}: {string.Join(" | ", severe.Select(
                        static finding => $"{finding.Rule} {finding.Field}: {finding.Reason} {finding.Evidence}"))}");
                }
            }
        });
        var total = servers.Sum(static server => server.Count());
        output.WriteLine($"{high.Count} of {total} tools of {servers.Length} servers, in {clock.Elapsed.TotalSeconds:0} s");
        output.WriteLine(string.Join('\n', counts.OrderByDescending(static entry => entry.Value)));

        Assert.True(high.Count <= total * 0.005, string.Join('\n', high));
        AcceptedText.Verify(
            Kept, high.Order(StringComparer.Ordinal), "Look at what is high now, and write its verdict into docs/security-scanning.md.");
    }

    private static ScanNeighbour NeighbourOf(IGrouping<string, JsonElement> server) => new(
        "/" + server.Key, server.First().GetProperty("server").GetString()!, server.Key.Trim('@').Replace('/', '.') + ".example",
        [.. server.Select(static tool => tool.GetProperty("name").GetString()!)]);

    private static ToolRecord ToolOf(JsonElement tool) => ScanSets.ToolOf(
        tool.GetProperty("name").GetString()!, tool.GetProperty("description").GetString() ?? "", tool.GetProperty("schema"));

    private async Task<IReadOnlyList<Finding>> FindAsync(ScanSubject subject)
    {
        var findings = new List<Finding>();
        foreach (var analyser in _analysers)
        {
            var outcome = await analyser.AnalyseAsync(subject, Cancellation);
            Assert.Equal(AnalyserState.Ran, outcome.State);
            findings.AddRange(outcome.Findings);
        }

        return findings;
    }
}
