namespace McpGateway.Foundation.OAuth;

/// <summary>Names of scopes, whoever states them (RFC 6749 §3.3).</summary>
public static class OAuthScopeNames
{
    public const string OfflineAccess = "offline_access";

    public const int MaxCount = 64;

    private const int MaxLength = 256;

    /// <summary>Visible ASCII but quote and backslash.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaxLength && text.All(character => character is > ' ' and <= '~' and not '"' and not '\\');

    /// <summary>What can be asked for out of a list of names with spaces between them.</summary>
    public static IReadOnlyList<string> Parse(string? text) => Usable(text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);

    /// <summary>What can be asked for out of what somebody else listed.</summary>
    public static IReadOnlyList<string> Usable(IEnumerable<string> names) =>
        [.. names.Where(IsName).Distinct(StringComparer.Ordinal).Take(MaxCount)];
}
