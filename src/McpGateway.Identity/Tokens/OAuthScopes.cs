using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Tokens;

/// <summary>
/// The <c>scope</c> parameter. A grant never freezes rights: they are those of the user's groups at each use, cut down to the scopes that
/// were granted by name. <see cref="Everything"/> cuts nothing.
/// </summary>
public static class OAuthScopes
{
    /// <summary>"Act for me on MCP servers, with whatever I may do at that moment."</summary>
    public const string Everything = AuthorizationSurface.EveryScope;

    private const int MaxLength = 4000;
    private const int MaxCount = 100;

    // Asked for by habit. They grant nothing here: identity is not handed out, and a refresh token comes with every grant that allows one.
    private static readonly string[] Customary = ["openid", "profile", "email", "offline_access"];

    public static IReadOnlyList<string> Supported { get; } = [Everything, "offline_access"];

    /// <returns>The words, without repetitions; null when the text is no scope (RFC 6749 §3.3).</returns>
    public static IReadOnlyList<string>? Words(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        var isProper = text.Length <= MaxLength && text.All(c => c is >= ' ' and <= '~' and not '"' and not '\\');
        var words = isProper ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToArray() : null;
        return words is { Length: <= MaxCount } ? words : null;
    }

    /// <summary>What to grant of what is asked for.</summary>
    /// <param name="asked">As the client sent it; empty asks for everything.</param>
    /// <param name="held">Scopes that the user, or the client that acts for itself, holds now.</param>
    public static Result<string[]> Grant(IReadOnlyList<string> asked, IReadOnlyList<string> held)
    {
        var named = asked.Where(scope => scope != Everything && !Customary.Contains(scope)).ToArray();
        if (named.Length == 0 || asked.Contains(Everything))
        {
            return (string[])[Everything, .. asked.Where(scope => scope == "offline_access")];
        }

        var granted = named.Where(held.Contains).ToArray();
        return granted.Length > 0
            ? granted
            : new Error(
                ErrorKind.Invalid,
                $"None of the requested scopes is known here and held by the user. Ask for {Everything} to get all that the user may do.")
            {
                Code = "invalid_scope",
            };
    }

    /// <summary>The most that a token with these scopes may do; null when it is not narrowed.</summary>
    public static IReadOnlyList<string>? Narrowing(IReadOnlyList<string> granted) => granted.Contains(Everything) ? null : granted;

    public static string Join(IReadOnlyList<string> scopes) => string.Join(' ', scopes);
}
