using McpGateway.Core.Scanning.Analysis;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Yara;

/// <summary>Judges each text by YARA rules, through libyara. Without the library it is skipped, and says so.</summary>
internal sealed class YaraAnalyser(YaraRuleFiles files, IOptions<ScanOptions> options) : IAnalyser
{
    private const string DefaultReason = "The text matches a rule.";
    private const string DefaultRemedy = "Read the text and the rule.";

    public string Name => AnalyserNames.Yara;

    public Task<AnalyserOutcome> AnalyseAsync(ScanSubject subject, CancellationToken cancellationToken) =>
        YaraLibrary.Find(out var problem) is { } library
            ? Task.Run(() => Analyse(library, subject, cancellationToken), cancellationToken)
            : Task.FromResult(AnalyserOutcome.Skipped(problem!));

    private AnalyserOutcome Analyse(YaraLibrary library, ScanSubject subject, CancellationToken cancellationToken)
    {
        var current = files.Current(library);
        var findings = new List<Finding>();
        foreach (var text in subject.Texts)
        {
            foreach (var file in current)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (file.Rules is not { } rules)
                {
                    continue;
                }

                if (rules.Scan(text.Text, options.Value.YaraTimeout) is not { } matches)
                {
                    return AnalyserOutcome.Failed($"the rules {file.Name} could not judge {text.Field} in time", findings);
                }

                findings.AddRange(matches.Select(match => Of(text, file, match)));
            }
        }

        return AnalyserOutcome.Ran(findings, RemarkOn(current));
    }

    private static Finding Of(ScanText text, YaraFile file, YaraMatch match) => new()
    {
        Analyser = AnalyserNames.Yara,
        Rule = match.Rule,
        Severity = SeverityWords.Parse(match.Meta.GetValueOrDefault("severity")) ?? Severity.Medium,
        Reason = match.Meta.GetValueOrDefault("reason") ?? match.Meta.GetValueOrDefault("description") ?? DefaultReason,
        Remedy = match.Meta.GetValueOrDefault("remedy") ?? $"{DefaultRemedy} It is in {file.Name}.",
        Item = text.Item,
        Field = text.Field,
        Evidence = Evidence.Of(text.Text),
    };

    private static string? RemarkOn(IReadOnlyList<YaraFile> files)
    {
        var problems = files.SelectMany(static file => file.Problems.Take(1)
            .Select(problem => $"{file.Name}, line {problem.Line}: {problem.Message}")).ToArray();
        return problems.Length > 0 ? $"rules were left out: {string.Join("; ", problems)}" : null;
    }
}
