namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>What of a connection's text may be repeated.</summary>
internal static class Shown
{
    private const int Longest = 40;

    /// <summary>
    /// A parameter's name that is not known. Where quoting went wrong it may be a piece of a password: only what looks like a name is
    /// shown.
    /// </summary>
    public static string Name(string name) =>
        name.Length <= Longest && name.Length > 0 && name.All(static letter => char.IsAsciiLetter(letter) || letter is '_' or ' ')
            ? name
            : "…";
}
