using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Makes findings of the static rules.</summary>
internal static class StaticFinding
{
    /// <summary>Of something within a text as it stands.</summary>
    public static Finding At(
        ScanText text, string rule, Severity severity, int offset, int length, string reason, string remedy) =>
        Of(rule, severity, text.Item, text.Field, Evidence.Of(text.Text, offset, length), reason, remedy) with { Offset = offset };

    /// <inheritdoc cref="At(ScanText, string, Severity, int, int, string, string)"/>
    public static Finding At(ScanText text, string rule, Severity severity, Match match, string reason, string remedy) =>
        At(text, rule, severity, Math.Min(match.Index, text.Text.Length), match.Length, reason, remedy);

    /// <param name="evidence">With every deceptive character made visible.</param>
    public static Finding Of(
        string rule, Severity severity, string? item, string field, string evidence, string reason, string remedy)
    {
        return new()
        {
            Analyser = AnalyserNames.Static,
            Rule = rule,
            Severity = severity,
            Reason = reason,
            Remedy = remedy,
            Item = item,
            Field = field,
            Evidence = evidence,
        };
    }
}
