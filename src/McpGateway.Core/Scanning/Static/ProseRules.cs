using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>
/// Rules over what is said: instructions to the model, in any disguise. One sure sign is enough; of signs that are common by themselves,
/// several close together are needed.
/// </summary>
internal sealed partial class ProseRules
{
    /// <summary>Sum of the weights within <see cref="Window"/> characters that makes a combination suspicious.</summary>
    private const int SuspiciousSum = 30;

    private const int NotableSum = 25;
    private const int Window = 260;

    /// <summary>How far before a match it may be said that it is an example.</summary>
    private const int ExampleReach = 60;

    private readonly IReadOnlyList<TextRule> _rules = RuleFiles.ReadRules();
    private readonly IReadOnlyList<Signal> _signals = RuleFiles.ReadSignals();

    /// <exception cref="RegexMatchTimeoutException">The text cannot be judged in time.</exception>
    public IEnumerable<Finding> Judge(ScanText text, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Finding>(StringComparer.Ordinal);
        foreach (var variant in TextVariants.Of(text.Text).SelectMany(variant => WithItself(variant, text.Item)))
        {
            foreach (var finding in Judge(text, variant, cancellationToken))
            {
                if (!found.TryGetValue(finding.Rule, out var known) || known.Severity < finding.Severity)
                {
                    found[finding.Rule] = finding;
                }
            }
        }

        return found.Values;
    }

    /// <summary>A tool that names itself means "this tool": rules over what a tool says of itself need not know its name.</summary>
    private static IEnumerable<TextVariant> WithItself(TextVariant variant, string? item)
    {
        yield return variant;
        if (item?.ToLowerInvariant() is { } name && name.AsSpan().IndexOfAny('_', '-') > 0 && !variant.IsGuess
            && variant.Text.Contains(name, StringComparison.Ordinal))
        {
            yield return variant with { Text = variant.Text.Replace(name, "this tool", StringComparison.Ordinal), IsGuess = true };
        }
    }

    private IEnumerable<Finding> Judge(ScanText text, TextVariant variant, CancellationToken cancellationToken)
    {
        foreach (var rule in _rules.Where(rule => !variant.IsGuess || rule.Severity >= Severity.High))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rule.Patterns.Select(pattern => pattern.Match(variant.Text)).FirstOrDefault(static match => match.Success) is { } match)
            {
                yield return Found(text, variant, rule, match);
            }
        }

        if (!variant.IsGuess && text.Kind is TextKind.Prose or TextKind.Value && Combine(text, variant) is { } combination)
        {
            yield return combination;
        }
    }

    private static Finding Found(ScanText text, TextVariant variant, TextRule rule, Match match)
    {
        var isSure = rule.Severity >= Severity.High;
        var severity = isSure && IsMentioned(rule, variant.Text, match) ? Severity.Medium
            : isSure && variant.Disguise is not null ? Severity.Critical
            : rule.Severity;
        var offset = OffsetOf(text, variant, match.Value);
        var evidence = offset is { } at
            ? Evidence.Of(text.Text, at, match.Length)
            : Evidence.Of(variant.Text, match.Index, match.Length);
        var reason = variant.Disguise is { } disguise ? $"{rule.Rule.Reason} It is hidden by {disguise}." : null;
        return rule.Rule.Found(text.Item, text.Field, evidence, severity, reason) with { Offset = offset };
    }

    /// <summary>Whether the text speaks of such words in place of saying them, or says until when something is not to be told.</summary>
    private static bool IsMentioned(TextRule rule, string text, Match match)
    {
        var before = text[Math.Max(0, match.Index - ExampleReach)..match.Index];
        var end = match.Index + match.Length;
        return Example().IsMatch(before)
            || (rule.Rule.Id == "hide-from-user" && Condition().IsMatch(text[end..Math.Min(text.Length, end + 100)]));
    }

    private Finding? Combine(ScanText text, TextVariant variant)
    {
        var hits = _signals
            .SelectMany(signal => signal.Patterns.SelectMany(pattern => pattern.Matches(variant.Text)).Select(match => (signal, match)))
            .OrderBy(static hit => hit.match.Index)
            .ToArray();
        var best = (Sum: 0, From: 0, Signals: Array.Empty<Signal>());
        for (var from = 0; from < hits.Length; from++)
        {
            var start = hits[from].match.Index;
            var signals = hits.Skip(from).TakeWhile(hit => hit.match.Index - start <= Window).Select(static hit => hit.signal)
                .Distinct().ToArray();
            var sum = signals.Sum(static signal => signal.Weight);
            best = sum > best.Sum ? (sum, start, signals) : best;
        }

        return best.Sum < NotableSum ? null : StaticRules.SuspiciousCombination.Found(
            text.Item, text.Field, Evidence.Of(variant.Text, best.From, Window), best.Sum >= SuspiciousSum ? Severity.High : Severity.Low,
            $"Close together the text speaks of {string.Join(", ", best.Signals.Select(static signal => signal.Says))}.");
    }

    private static int? OffsetOf(ScanText text, TextVariant variant, string found) =>
        variant.Disguise is null && text.Text.IndexOf(found, StringComparison.OrdinalIgnoreCase) is var at and >= 0 ? at : null;

    [GeneratedRegex(
        @"(?:such as|e\.g\.|for example|for instance|examples? of|explains?|like|how to|detects?|warns? (?:about|when)|\bsays?|block)"
        + " [^.]{0,40}$",
        RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Example();

    [GeneratedRegex(@"^[^.]{0,80}\b(?:before|until|unless)\b", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Condition();
}
