namespace McpGateway.Cli.Credentials.Sources;

/// <summary>Names of settings as parts of file names.</summary>
internal static class FileNames
{
    /// <summary>In lower case, with a dash for whatever a file name should not have: nothing leads out of the directory.</summary>
    public static string Part(string name) =>
        string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '-'));
}
