using System.Text.RegularExpressions;

namespace McpGateway.Tests.Logs;

/// <summary>Finds credentials in log lines: what looks like one, and what is known to be one.</summary>
internal static partial class SecretScan
{
    private static readonly (string Name, Regex Pattern)[] Patterns =
    [
        ("a signed token", SignedToken()),
        ("a refresh token", RefreshToken()),
        ("a credential of an Authorization header", HeaderCredential()),
        ("a session cookie", Cookie()),
        ("a secret parameter", Parameter()),
    ];

    /// <returns>One description per line that holds a secret, without the secret itself.</returns>
    public static IEnumerable<string> Find(IEnumerable<string> lines, IReadOnlyCollection<string> secrets)
    {
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (KindOf(line, secrets) is { } kind)
            {
                yield return $"line {number} holds {kind}: {Mask(line, secrets)}";
            }
        }
    }

    private static string? KindOf(string line, IReadOnlyCollection<string> secrets)
    {
        foreach (var (name, pattern) in Patterns)
        {
            if (pattern.IsMatch(line))
            {
                return name;
            }
        }

        return secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)) ? "a secret of the tests" : null;
    }

    // The finding is printed by CI, which keeps it for long.
    private static string Mask(string line, IReadOnlyCollection<string> secrets)
    {
        line = secrets.Aggregate(line, static (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));
        line = Patterns.Aggregate(line, static (text, pattern) => pattern.Pattern.Replace(text, "***"));
        return line.Length > 300 ? line[..300] : line;
    }

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*")]
    private static partial Regex SignedToken();

    [GeneratedRegex("mgr_[A-Za-z0-9_-]{20,}")]
    private static partial Regex RefreshToken();

    // With a digit, so that "Basic authentication" in a sentence is none.
    [GeneratedRegex(@"\b([Bb]earer|[Bb]asic) (?=[A-Za-z0-9+/=_.~-]*[0-9])[A-Za-z0-9+/=_.~-]{12,}")]
    private static partial Regex HeaderCredential();

    [GeneratedRegex("(mcp_gateway_session|oauth2_temp_session_[A-Za-z0-9_-]*)=[A-Za-z0-9_.-]{10,}")]
    private static partial Regex Cookie();

    [GeneratedRegex("""[?&"' ](password|new_password|client_secret|access_token|refresh_token|id_token|device_code|code_verifier|code|state)=[^\s&"']{6,}""")]
    private static partial Regex Parameter();
}
