namespace McpGateway.Foundation.Records;

/// <summary>A key of <see cref="SeriesDimension.Caller"/>: who calls a server.</summary>
/// <param name="Server">Without spaces, as names of servers are.</param>
/// <param name="Subject">Stable identity of the user.</param>
/// <param name="User">Name, for people.</param>
public sealed record SeriesCaller(string Server, string Subject, string User)
{
    /// <summary>What the keys of one server begin with.</summary>
    public static string StartOf(string server) => server + " ";

    /// <summary>What the keys of one user of a server begin with, whatever the user was called.</summary>
    public static string StartOf(string server, string subject) => $"{StartOf(server)}{Escape(subject)} ";

    /// <summary>
    /// The server, a space, the subject, a space, the user. A space in a subject is escaped, so that no user's key can be read as that of
    /// another one.
    /// </summary>
    public string ToKey() => StartOf(Server, Subject) + User;

    /// <returns>Null for a text that is no such key.</returns>
    public static SeriesCaller? Read(string? key)
    {
        var parts = key?.Split(' ', 3) ?? [];
        return parts.Length == 3 ? new(parts[0], Unescape(parts[1]), parts[2]) : null;
    }

    private static string Escape(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal);

    private static string Unescape(string text) =>
        text.Replace("%20", " ", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
