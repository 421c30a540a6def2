namespace McpGateway.Cli.Terminals;

/// <summary>
/// Text of others on a terminal: names and descriptions come from servers that anybody may have written, and a control character in
/// them could redraw what the user reads.
/// </summary>
internal static class PlainText
{
    /// <summary>One line, without characters that a terminal obeys or that reorder what is shown.</summary>
    public static string Line(string? text) => Clean(text, keepLines: false);

    /// <summary>The same with its line breaks.</summary>
    public static string Lines(string? text) => Clean(text, keepLines: true);

    private static string Clean(string? text, bool keepLines)
    {
        if (text is null)
        {
            return "";
        }

        return string.Create(text.Length, (text, keepLines), static (span, state) =>
        {
            for (var index = 0; index < span.Length; index++)
            {
                span[index] = Shown(state.text[index], state.keepLines);
            }
        });
    }

    private static char Shown(char letter, bool keepLines) => letter switch
    {
        '\n' when keepLines => letter,
        '\n' or '\t' or '\r' => ' ',
        _ when char.IsControl(letter) => '\uFFFD',
        (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => '\uFFFD',
        _ => letter,
    };
}
