using System.Text.RegularExpressions;

namespace McpGateway.Foundation.OAuth;

/// <summary>Reads parameters out of <c>WWW-Authenticate</c> (RFC 9110 §11.2, RFC 6750 §3, RFC 9728 §5.1).</summary>
public static partial class ChallengeParameter
{
    private const int MaxLength = 4096;

    /// <returns>Null when there is none, or none that is an address.</returns>
    public static Uri? Find(string? challenge, string name) =>
        Uri.TryCreate(FindText(challenge, name), UriKind.Absolute, out var address) ? address : null;

    /// <summary>The scopes that the server asks for (RFC 6750 §3). Names that are none are left out.</summary>
    public static IReadOnlyList<string> FindScopes(string? challenge) => OAuthScopeNames.Parse(FindText(challenge, "scope"));

    private static string? FindText(string? challenge, string name)
    {
        if (challenge is null or { Length: > MaxLength })
        {
            return null;
        }

        foreach (Match match in Parameter().Matches(challenge))
        {
            if (match.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return match.Groups["value"].Value;
            }
        }

        return null;
    }

    // Every parameter is matched, quoted text included, so that none is found inside the text of another.
    [GeneratedRegex("""(?<name>[A-Za-z0-9_.-]+)\s*=\s*(?:"(?<value>[^"\\]*)"|"(?:[^"\\]|\\.)*"|(?<value>[^\s,"]+))""",
        RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
