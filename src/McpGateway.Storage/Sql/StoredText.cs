using System.Text;

namespace McpGateway.Storage.Sql;

/// <summary>
/// Text from outside that goes into a column of records. NUL and lone surrogates, which PostgreSQL refuses, become U+FFFD: one hostile name
/// must not make a whole batch of audit records fail.
/// </summary>
internal static class StoredText
{
    public static string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var needsWork = false;
        for (var index = 0; index < text.Length && !needsWork; index++)
        {
            needsWork = text[index] == '\0' || char.IsSurrogate(text[index]);
        }

        if (!needsWork)
        {
            return text;
        }

        // Enumerating runes already yields U+FFFD for a lone surrogate.
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }
}
