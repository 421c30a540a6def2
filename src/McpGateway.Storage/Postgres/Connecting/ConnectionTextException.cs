namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>How PostgreSQL is reached was not stated in a way that can be used. The only failure of those who read it.</summary>
/// <param name="problem">
/// The rest of a sentence that begins with the setting: it names the parameter and says what to do, and repeats no value that may be a
/// password.
/// </param>
internal sealed class ConnectionTextException(string problem) : Exception(OneLine(problem))
{
    /// <summary>Names of files may hold anything: a failure of the start is one line.</summary>
    private static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(static letter => char.IsControl(letter) ? '\ufffd' : letter)) : text;
}
