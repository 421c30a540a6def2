namespace McpGateway.Identity.Http;

/// <summary>Where to go after sign-in. Only a path on this very host: anything else would make the sign-in page a phishing aid.</summary>
internal static class ReturnPath
{
    private const int MaxLength = 6144;

    public static string Safe(string? next) => next is not null && IsLocal(next) ? next : "/";

    private static bool IsLocal(string next)
    {
        if (next.Length is 0 or > MaxLength || next[0] != '/')
        {
            return false;
        }

        // "//host" and "/\host" leave the host; browsers drop tabs and line breaks before they look.
        return !next.StartsWith("//", StringComparison.Ordinal) && next.All(c => c is > ' ' and < '\x7f' and not '\\');
    }
}
