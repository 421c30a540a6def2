using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Makes findings of something within a text as it stands.</summary>
internal static class StaticFinding
{
    public static Finding At(
        ScanText text, ScanRule rule, int offset, int length, Severity? severity = null, string? reason = null) =>
        rule.Found(text.Item, text.Field, Evidence.Of(text.Text, offset, length), severity, reason) with { Offset = offset };

    public static Finding At(ScanText text, ScanRule rule, Match match, Severity? severity = null, string? reason = null) =>
        At(text, rule, Math.Min(match.Index, text.Text.Length), match.Length, severity, reason);
}
