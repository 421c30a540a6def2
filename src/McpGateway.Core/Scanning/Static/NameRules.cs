using System.Text.RegularExpressions;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Rules that need the other servers: names that could be taken for theirs, and texts that speak of their tools.</summary>
internal static partial class NameRules
{
    private const int ShortestName = 5;
    private const int ShortestTool = 8;

    /// <summary>Names that servers borrow trust from, with the host at which their owners serve.</summary>
    private static readonly (string Name, string Host)[] WellKnown =
    [
        ("github", "github"), ("gitlab", "gitlab"), ("slack", "slack"), ("notion", "notion"), ("stripe", "stripe"),
        ("paypal", "paypal"), ("atlassian", "atlassian"), ("cloudflare", "cloudflare"), ("supabase", "supabase"),
        ("sentry", "sentry"), ("linear", "linear"), ("figma", "figma"), ("hubspot", "hubspot"), ("salesforce", "salesforce"),
        ("anthropic", "anthropic"), ("openai", "openai"), ("google-drive", "google"), ("microsoft", "microsoft"),
    ];

    public static IEnumerable<Finding> Judge(ScanSubject subject)
    {
        var own = Skeleton(subject.Name);
        var known = subject.Neighbours.Select(static other => (other.Name, Host: other.Host ?? "", other.Path))
            .Concat(WellKnown.Select(static entry => (entry.Name, entry.Host, Path: "")));
        foreach (var (name, host, path) in known.DistinctBy(static entry => entry.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (Resembles(subject, own, name, host) is { } severity)
            {
                yield return new()
                {
                    Analyser = AnalyserNames.Static,
                    Rule = "look-alike-name",
                    Severity = severity,
                    Reason = $"The name could be taken for {Evidence.Of(name)}{(path.Length > 0 ? $" at {path}" : "")}, "
                        + "which is another server.",
                    Remedy = "Find out who runs it; rename or remove it.",
                    Field = "server_name",
                    Evidence = Evidence.Of(subject.Name),
                };
                yield break;
            }
        }

        foreach (var finding in Mentions(subject).Concat(SameTools(subject)))
        {
            yield return finding;
        }
    }

    /// <summary>The severity of a resemblance; null when there is none, or the server is that one.</summary>
    private static Severity? Resembles(ScanSubject subject, string own, string name, string host)
    {
        var other = Skeleton(name);
        if (own.Length < ShortestName || other.Length < ShortestName
            || string.Equals(subject.Name, name, StringComparison.OrdinalIgnoreCase)
            || (host.Length > 0 && subject.Address?.Host.Contains(host, StringComparison.OrdinalIgnoreCase) is true))
        {
            return null;
        }

        // The same to the eye, and other letters.
        return own == other && !subject.Name.All(char.IsAscii) ? Severity.High
            : own != other && own.Length == subject.Name.Count(char.IsLetterOrDigit) && Distance(own, other) == 1
                && !char.IsDigit(own[^1]) && !char.IsDigit(other[^1]) && !IsPlural(own, other) ? Severity.Medium
            : null;
    }

    private static IEnumerable<Finding> Mentions(ScanSubject subject)
    {
        var mine = subject.Tools.Select(static tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        var theirs = subject.Neighbours.SelectMany(static other => other.Tools.Select(tool => (tool, other.Path)))
            .Where(entry => entry.tool.Length >= ShortestTool && entry.tool.Contains('_', StringComparison.Ordinal)
                && !mine.Contains(entry.tool))
            .DistinctBy(static entry => entry.tool, StringComparer.Ordinal)
            .ToDictionary(static entry => entry.tool, static entry => entry.Path, StringComparer.Ordinal);
        if (theirs.Count == 0)
        {
            yield break;
        }

        foreach (var text in subject.Texts.Where(static text => text.Kind == TextKind.Prose))
        {
            if (SnakeCase().Matches(text.Text).FirstOrDefault(match => theirs.ContainsKey(match.Value)) is { } match)
            {
                yield return new()
                {
                    Analyser = AnalyserNames.Static,
                    Rule = "names-foreign-tool",
                    Severity = Severity.Medium,
                    Reason = $"The text speaks of the tool {match.Value}, which is one of {theirs[match.Value]}.",
                    Remedy = "Read what it says of it: a tool has no business with other servers' tools.",
                    Item = text.Item,
                    Field = text.Field,
                    Offset = match.Index,
                    Evidence = Evidence.Of(text.Text, match.Index, match.Length),
                };
            }
        }
    }

    private static IEnumerable<Finding> SameTools(ScanSubject subject)
    {
        // The same name is common. Another name that looks the same is not.
        var foreign = subject.Tools.Where(static tool => !tool.Name.All(char.IsAscii)).ToArray();
        if (foreign.Length == 0)
        {
            yield break;
        }

        var theirs = subject.Neighbours
            .SelectMany(static other => other.Tools.Select(tool => (Skeleton: Skeleton(tool), Name: tool, other.Path)))
            .GroupBy(static entry => entry.Skeleton, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);
        foreach (var tool in foreign)
        {
            if (theirs.TryGetValue(Skeleton(tool.Name), out var other) && tool.Name != other.Name)
            {
                yield return new()
                {
                    Analyser = AnalyserNames.Static,
                    Rule = "shadows-tool",
                    Severity = Severity.High,
                    Reason = $"The tool's name looks like {other.Name} of {other.Path} and is another.",
                    Remedy = "Do not enable the server.",
                    Item = tool.Name,
                    Field = "name",
                    Evidence = Evidence.Of(tool.Name),
                };
            }
        }
    }

    /// <summary>What a name looks like: letters and digits, look-alikes folded.</summary>
    private static string Skeleton(string name) =>
        new([.. TextNormaliser.Normalise(name).Where(char.IsLetterOrDigit).Select(TextNormaliser.Fold)]);

    private static bool IsPlural(string one, string other) => one + "s" == other || other + "s" == one;

    /// <summary>1 for one letter more, less or other, or two that changed places; else 0 or 2.</summary>
    private static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 1)
        {
            return 2;
        }

        var start = 0;
        while (start < Math.Min(one.Length, other.Length) && one[start] == other[start])
        {
            start++;
        }

        var (a, b) = (one[start..], other[start..]);
        return a.Length == 0 && b.Length == 0 ? 0
            : Tail(a, 1) == Tail(b, 1) || Tail(a, 1) == b || a == Tail(b, 1)
                || (a.Length > 1 && b.Length > 1 && a[0] == b[1] && a[1] == b[0] && Tail(a, 2) == Tail(b, 2)) ? 1
            : 2;
    }

    private static string Tail(string text, int from) => text.Length >= from ? text[from..] : "\0";

    [GeneratedRegex("[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+", RegexOptions.CultureInvariant, 500)]
    private static partial Regex SnakeCase();
}
