using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Endpoint;
using McpGateway.Core.Scanning.Static;
using McpGateway.Tests.Architecture;

namespace McpGateway.Tests.Scanning.Rules;

/// <summary>Every rule of the product, from the code and the rule files, and the table of them in the documentation.</summary>
internal static partial class RuleTable
{
    public const string Page = "docs/security-scanning.md";

    private const string Begin = "<!-- rules: made from the code -->";
    private const string End = "<!-- end of rules -->";

    /// <summary>The rules over texts, tools and names, each id once. Those of an analyser in one row.</summary>
    public static IReadOnlyList<ScanRule> OfTexts { get; } =
    [
        .. StaticRules.All.Concat(RuleFiles.ReadRules().Select(static rule => rule.Rule)).DistinctBy(static rule => rule.Id), .. OfYara(),
    ];

    public static IReadOnlyList<ScanRule> All { get; } = [.. OfTexts, .. EndpointRules.All];

    /// <summary>The page with the table in place of the one that it has.</summary>
    public static IReadOnlyList<string> Lines()
    {
        var page = File.ReadAllLines(RepositoryFiles.Absolute(Page));
        var (begin, end) = (Array.IndexOf(page, Begin), Array.IndexOf(page, End));
        Assert.True(begin >= 0 && end > begin, $"{Page} has no place for the table: a line {Begin} and a line {End}.");
        return
        [
            .. page[..(begin + 1)], "", "| Rule | Analyser | Severity | Reason | Remedy |", "|---|---|---|---|---|",
            .. All.OrderBy(static rule => AnalyserNames.All.ToList().IndexOf(rule.Analyser))
                .ThenBy(static rule => rule.Id, StringComparer.Ordinal).Select(Row), "",
            .. page[end..],
        ];
    }

    private static string Row(ScanRule rule)
    {
        var severity = string.Join(" or ", rule.Severities.Order().Select(static one => SeverityWords.Of(one).ToLowerInvariant()));
        return $"| `{rule.Id}` | {rule.Analyser} | {severity} | {rule.Reason} | {rule.Remedy} |";
    }

    private static IEnumerable<ScanRule> OfYara()
    {
        var folder = RepositoryFiles.Absolute("src/McpGateway.Core/Scanning/Yara/Rules");
        return Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .SelectMany(static file => YaraRule().Matches(File.ReadAllText(file)))
            .Select(static rule => new ScanRule(
                AnalyserNames.Yara, rule.Groups["id"].Value, [SeverityWords.Parse(rule.Groups["severity"].Value)!.Value],
                rule.Groups["reason"].Value, rule.Groups["remedy"].Value));
    }

    [GeneratedRegex(
        "^rule (?<id>\\w+)\\s*\\{\\s*meta:\\s*severity = \"(?<severity>\\w+)\"\\s*reason = \"(?<reason>[^\"]+)\"\\s*"
        + "remedy = \"(?<remedy>[^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex YaraRule();
}
