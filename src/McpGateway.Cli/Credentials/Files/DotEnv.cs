namespace McpGateway.Cli.Credentials.Files;

/// <summary>
/// Settings as shells and Docker read them from <c>.env</c>: <c>NAME=value</c>, with or without <c>export</c>, quotes around a value,
/// remarks after <c>#</c>.
/// </summary>
internal static class DotEnv
{
    private const string Export = "export ";

    /// <summary>Lines that are no setting are passed over; of a name that comes twice, the last counts.</summary>
    public static Dictionary<string, string> Parse(string text)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            var rest = line.StartsWith(Export, StringComparison.Ordinal) ? line[Export.Length..].TrimStart() : line;
            var equals = rest.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && rest[..equals].TrimEnd() is var name && IsName(name))
            {
                settings[name] = Value(rest[(equals + 1)..].Trim());
            }
        }

        return settings;
    }

    private static bool IsName(string name) =>
        !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static string Value(string text)
    {
        if (text is ['"' or '\'', ..] && text.IndexOf(text[0], 1) is > 0 and var end)
        {
            return text[1..end];
        }

        var remark = text.IndexOf(" #", StringComparison.Ordinal);
        return text.StartsWith('#') ? "" : (remark < 0 ? text : text[..remark]).TrimEnd();
    }
}
