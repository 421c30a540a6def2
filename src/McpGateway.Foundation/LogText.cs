namespace McpGateway.Foundation;

/// <summary>
/// The one sanitiser for text that a client chose and a log line carries: no line breaks, no control characters, bounded.
/// </summary>
public static class LogText
{
    private const int MaxLength = 128;

    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "-";
        }

        var shown = text.AsSpan(0, Math.Min(text.Length, MaxLength));
        var isClean = true;
        foreach (var character in shown)
        {
            isClean &= IsHarmless(character);
        }

        if (isClean)
        {
            return text.Length <= MaxLength ? text : shown.ToString() + "…";
        }

        return string.Create(shown.Length, text, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = IsHarmless(source[i]) ? source[i] : '?';
            }
        });
    }

    private static bool IsHarmless(char character) =>
        !char.IsControl(character) && !char.IsSurrogate(character) && character is not ('\u2028' or '\u2029' or '\u202e');
}
