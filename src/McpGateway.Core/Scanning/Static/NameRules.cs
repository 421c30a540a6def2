using System.Text.RegularExpressions;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Static;

/// <summary>Rules that need the other servers: names that could be taken for theirs, and texts that speak of their tools.</summary>
internal static partial class NameRules
{
    private const int ShortestName = 5;

    /// <summary>Names that servers borrow trust from, with the domains at which their owners serve.</summary>
    private static readonly (string Name, string Skeleton, string[] Domains)[] WellKnown =
    [
        Known("github", "github.com", "githubcopilot.com"), Known("gitlab", "gitlab.com"), Known("slack", "slack.com"),
        Known("notion", "notion.com", "notion.so"), Known("stripe", "stripe.com"), Known("paypal", "paypal.com"),
        Known("atlassian", "atlassian.com", "atlassian.net"), Known("cloudflare", "cloudflare.com"),
        Known("supabase", "supabase.com", "supabase.co"), Known("sentry", "sentry.io", "sentry.dev"), Known("linear", "linear.app"),
        Known("figma", "figma.com"), Known("hubspot", "hubspot.com"), Known("salesforce", "salesforce.com"),
        Known("anthropic", "anthropic.com"), Known("openai", "openai.com"), Known("google-drive", "google.com", "googleapis.com"),
        Known("microsoft", "microsoft.com"),
    ];

    /// <param name="subject">What is judged.</param>
    /// <param name="index">Of <see cref="ScanSubject.Neighbours"/>.</param>
    public static IEnumerable<Finding> Judge(ScanSubject subject, NameIndex index) =>
        Judge(subject, index, ServerVersions.PathOf(subject.Path));

    /// <param name="own">Versions of one server are expected to resemble each other.</param>
    private static IEnumerable<Finding> Judge(ScanSubject subject, NameIndex index, string own) =>
        LookAlike(subject, index, own).Concat(Mentions(subject, index, own)).Concat(SameTools(subject, index, own));

    private static IEnumerable<Finding> LookAlike(ScanSubject subject, NameIndex index, string own)
    {
        var shape = TextNormaliser.Skeleton(subject.Name);
        var known = index.Servers.Where(other => other.Server.Path != own)
            .Select(static other => (
                other.Server.Name, other.Skeleton, Domains: other.Server.Host is { } host ? [host] : Array.Empty<string>(),
                other.Server.Path))
            .Concat(WellKnown.Select(static entry => (entry.Name, entry.Skeleton, entry.Domains, Path: "")));
        foreach (var (name, skeleton, domains, path) in known)
        {
            if (Resembles(subject, shape, name, skeleton, domains) is { } severity)
            {
                // One says enough.
                yield return StaticRules.LookAlikeName.Found(
                    null, "server_name", Evidence.Of(subject.Name), severity,
                    $"The name could be taken for {Evidence.Of(name)}{(path.Length > 0 ? $" at {path}" : "")}, which is another server.");
                break;
            }
        }
    }

    /// <summary>The severity of a resemblance; null when there is none, or the server is that one.</summary>
    private static Severity? Resembles(ScanSubject subject, string own, string name, string other, IReadOnlyList<string> domains)
    {
        if (own.Length < ShortestName || other.Length < ShortestName
            || string.Equals(subject.Name, name, StringComparison.OrdinalIgnoreCase)
            || (subject.Address is { } address && domains.Any(domain => IsWithin(address.Host, domain))))
        {
            return null;
        }

        // The same to the eye, and other letters.
        return own == other && !subject.Name.All(char.IsAscii) ? Severity.High
            : own != other && own.Length == subject.Name.Count(char.IsLetterOrDigit) && Distance(own, other) == 1
                && !char.IsDigit(own[^1]) && !char.IsDigit(other[^1]) && !IsPlural(own, other) ? Severity.Medium
            : null;
    }

    /// <summary>By whole labels from the end: <c>github.com.example</c> and <c>mygithub.com</c> are nobody's.</summary>
    private static bool IsWithin(string host, string domain) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase)
        || (host.Length > domain.Length && host[host.Length - domain.Length - 1] == '.'
            && host.EndsWith(domain, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Finding> Mentions(ScanSubject subject, NameIndex index, string own)
    {
        var mine = subject.Tools.Select(static tool => tool.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var text in subject.Texts.Where(static text => text.Kind == TextKind.Prose))
        {
            foreach (var match in SnakeCase().Matches(text.Text).Where(match => !mine.Contains(match.Value)))
            {
                if (index.OwnerOf(match.Value, own) is { } owner)
                {
                    yield return StaticFinding.At(
                        text, StaticRules.NamesForeignTool, match,
                        reason: $"The text speaks of the tool {match.Value}, which is one of {owner}.");
                    break;
                }
            }
        }
    }

    private static IEnumerable<Finding> SameTools(ScanSubject subject, NameIndex index, string own)
    {
        // The same name is common. Another name that looks the same is not.
        foreach (var tool in subject.Tools.Where(static tool => !tool.Name.All(char.IsAscii)))
        {
            if (index.LookAlikeOf(tool.Name, own) is { } other)
            {
                yield return StaticRules.ShadowsTool.Found(
                    tool.Name, "name", Evidence.Of(tool.Name),
                    reason: $"The tool's name looks like {other.Name} of {other.Path} and is another.");
            }
        }
    }

    private static (string Name, string Skeleton, string[] Domains) Known(string name, params string[] domains) =>
        (name, TextNormaliser.Skeleton(name), domains);

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

    [GeneratedRegex("[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex SnakeCase();
}
