using System.Text.RegularExpressions;

namespace McpGateway.Identity.Clients;

/// <summary>
/// Where an authorization response may go. Compared character by character (OAuth 2.1 §2.3.1); a loopback address may differ in its port
/// alone (RFC 8252 §7.3). Nothing is decoded or normalised: what two parsers could read differently does not match.
/// </summary>
public static partial class RedirectUri
{
    private const int MaxLength = 2000;

    /// <returns>Null when the URI may be registered, else what is wrong, in ASCII.</returns>
    public static string? ProblemOf(string uri, IEnumerable<string> schemes)
    {
        if (uri.Length is 0 or > MaxLength || uri.Any(c => c is <= ' ' or > '~' or '\\' or '"' or '<' or '>' or '*'))
        {
            return "A redirect URI has 1 to 2000 ASCII characters without spaces, quotes, brackets, backslashes and wildcards.";
        }

        if (uri.Contains('#', StringComparison.Ordinal))
        {
            return "A redirect URI has no fragment.";
        }

        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.UserInfo.Length > 0)
        {
            return "A redirect URI is absolute and has no user information.";
        }

        return parsed.Scheme switch
        {
            "https" => HttpsAddress().IsMatch(uri) ? null : "An https redirect URI has the form https://host/path.",
            "http" => Loopback().IsMatch(uri) ? null : "A redirect URI with http is on 127.0.0.1, [::1] or localhost; others need https.",
            var scheme when scheme.Contains('.', StringComparison.Ordinal) || schemes.Contains(scheme, StringComparer.OrdinalIgnoreCase) =>
                uri.StartsWith(scheme + ":", StringComparison.Ordinal) ? null : "The scheme of a redirect URI is in lower case.",
            _ =>
                "This scheme of a redirect URI is not accepted: use https, http on loopback, "
                    + "or a private-use scheme such as com.example.app.",
        };
    }

    /// <summary>Whether a client that registered <paramref name="registered"/> may be answered at <paramref name="presented"/>.</summary>
    public static bool Matches(string registered, string presented)
    {
        if (string.Equals(registered, presented, StringComparison.Ordinal))
        {
            return true;
        }

        return Loopback().Match(registered) is { Success: true } one
            && Loopback().Match(presented) is { Success: true } other
            && one.Groups["host"].Value == other.Groups["host"].Value
            && one.Groups["rest"].Value == other.Groups["rest"].Value;
    }

    /// <summary>
    /// Whether the address itself shows which client is answered. Not so for loopback ports and private-use schemes, which any program on
    /// the machine can take: for them the user is asked each time (RFC 8252 §8.6).
    /// </summary>
    public static bool IdentifiesClient(string uri) => uri.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>For people: the host, or the scheme of a private-use URI.</summary>
    public static string Place(string uri) => Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
        ? parsed.Scheme is "https" or "http" ? parsed.Authority : parsed.Scheme + ":"
        : uri;

    /// <summary>Adds the parameters of a response to the query, keeping what it already has.</summary>
    public static string With(string uri, IEnumerable<KeyValuePair<string, string?>> parameters)
    {
        var query = string.Join('&', parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value!)}"));
        return uri + (uri.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
    }

    [GeneratedRegex(
        @"\Ahttp://(?<host>127\.0\.0\.1|localhost|\[::1\])(?::(?:[1-9][0-9]{0,4}))?(?<rest>(?:[/?][^#@\\]*)?)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Loopback();

    [GeneratedRegex(@"\Ahttps://[A-Za-z0-9.\-\[\]:]+(?:[/?][^#\\]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HttpsAddress();
}
