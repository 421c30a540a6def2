using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>The product's own rules. Needs nothing and no network, and always runs.</summary>
internal sealed class StaticAnalyser : IAnalyser
{
    /// <summary>Longer texts are judged up to here, and are a finding themselves.</summary>
    private const int LongestText = 64 * 1024;

    private readonly Lazy<ProseRules> _prose = new(static () => new());

    /// <summary>Of lists of servers that scans share.</summary>
    private readonly ConditionalWeakTable<IReadOnlyList<ScanNeighbour>, NameIndex> _indexes = [];

    public string Name => AnalyserNames.Static;

    public Task<AnalyserOutcome> AnalyseAsync(ScanSubject subject, CancellationToken cancellationToken) =>
        Task.Run(() => Analyse(subject, cancellationToken), cancellationToken);

    private AnalyserOutcome Analyse(ScanSubject subject, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var demanded = subject.Tools.DistinctBy(static tool => tool.Name).ToDictionary(
            static tool => tool.Name, ContextParameters.DemandedBy, StringComparer.Ordinal);
        try
        {
            foreach (var text in subject.Texts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                findings.AddRange(Judge(text, demanded.GetValueOrDefault(text.Item ?? "") ?? [], cancellationToken));
            }

            findings.AddRange(subject.Tools.SelectMany(ToolRules.Judge));
            findings.AddRange(NameRules.Judge(subject, _indexes.GetValue(subject.Neighbours, static servers => new(servers))));
            return AnalyserOutcome.Ran(findings);
        }
        catch (RegexMatchTimeoutException)
        {
            return AnalyserOutcome.Failed("a text is too intricate to be judged in time", findings);
        }
    }

    private IEnumerable<Finding> Judge(ScanText text, IReadOnlyList<string> demanded, CancellationToken cancellationToken)
    {
        var judged = text;
        if (text.Text.Length > LongestText)
        {
            judged = text with { Text = text.Text[..LongestText] };
            var oversized = StaticRules.OversizedText.Found(
                text.Item, text.Field, Evidence.Of(text.Text),
                reason: $"The text has {text.Text.Length} characters; what comes after the first {LongestText} was not judged.");
            yield return oversized with { Offset = LongestText };
        }

        foreach (var finding in _prose.Value.Judge(judged, cancellationToken)
            .Concat(CharacterRules.Judge(judged))
            .Concat(ValueRules.Judge(judged, demanded))
            .Concat(PackageRules.Judge(judged)))
        {
            yield return finding;
        }
    }
}
