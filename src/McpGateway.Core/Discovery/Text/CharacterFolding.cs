namespace McpGateway.Core.Discovery.Text;

/// <summary>Lower case without accents, for the Latin letters of Latin-1 and Latin Extended-A. Works without culture data.</summary>
internal static class CharacterFolding
{
    // One entry per character from U+00C0: what it folds to. A space keeps the character.
    private const string Folds =
        "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty" +
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkklllllll" +
        "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <returns>The number of characters written.</returns>
    public static int Fold(ReadOnlySpan<char> word, Span<char> folded)
    {
        var length = 0;
        foreach (var c in word)
        {
            if (c < 0x80)
            {
                if (char.IsAsciiLetterOrDigit(c))
                {
                    folded[length++] = (char)(char.IsAsciiLetterUpper(c) ? c | 0x20 : c);
                }
            }
            else
            {
                // Lower case first: what lies beyond the table may become a letter of it (the Angstrom sign, the capital sharp s).
                var lower = char.ToLowerInvariant(c);
                var at = lower - 0xC0;
                folded[length++] = at >= 0 && at < Folds.Length && Folds[at] != ' ' ? Folds[at] : lower;
            }
        }

        return length;
    }
}
