namespace McpGateway.Core.Scanning.Analysis;

/// <summary>A rule of the product's own: what it is called, how much it weighs, why, and what to do.</summary>
/// <param name="Analyser">One of <see cref="AnalyserNames"/>.</param>
/// <param name="Id">Never changed: what was accepted is accepted under it.</param>
/// <param name="Severities">What a finding of it may weigh, the usual one first.</param>
/// <param name="Reason">What is wrong, in a sentence; a finding may say it more exactly.</param>
/// <param name="Remedy">What to do about it, in a sentence.</param>
internal sealed record ScanRule(string Analyser, string Id, IReadOnlyList<Severity> Severities, string Reason, string Remedy)
{
    /// <param name="item">As <see cref="ScanText.Item"/>.</param>
    /// <param name="field">Where in it.</param>
    /// <param name="evidence">With every deceptive character made visible.</param>
    /// <param name="severity">The usual one when left out.</param>
    /// <param name="reason">More exact than the rule's.</param>
    public Finding Found(string? item, string field, string evidence, Severity? severity = null, string? reason = null) => new()
    {
        Analyser = Analyser,
        Rule = Id,
        Severity = severity ?? Severities[0],
        Reason = reason ?? Reason,
        Remedy = Remedy,
        Item = item,
        Field = field,
        Evidence = evidence,
    };
}
