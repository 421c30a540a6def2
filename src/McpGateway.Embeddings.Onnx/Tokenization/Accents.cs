using System.Globalization;
using System.Text;

namespace McpGateway.Embeddings.Onnx.Tokenization;

/// <summary>
/// Lower case without accents, as BERT models want it. The process runs without culture data and so cannot take letters apart: Latin
/// letters go through tables, and combining marks are dropped.
/// </summary>
internal static class Accents
{
    private const int LatinStart = 0xC0;
    private const int AdditionalStart = 0x1E00;

    // One entry per character from U+00C0. A space keeps the character: it is no base letter with an accent.
    private const string Latin =
        "aaaaaa ceeeeiiii nooooo  uuuuy  aaaaaa ceeeeiiii nooooo  uuuuy y" +
        "aaaaaaccccccccdd  eeeeeeeeeegggggggghh  iiiiiiiiii  jjkk llllll " +
        "   nnnnnn   oooooo  rrrrrrssssssss" + "tttt  uuuuuuuuuuuuwwyyyzzzzzz ";

    // One entry per character from U+1E00 to U+1EF9.
    private const string Additional =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuu" +
        "vvvvwwwwwwwwwwxxxxyyzzzzzzhtwy      aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy";

    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(Base(rune));
            }
        }

        return plain.ToString();
    }

    private static Rune Base(Rune rune)
    {
        var found = At(Latin, rune.Value - LatinStart) ?? At(Additional, rune.Value - AdditionalStart);
        return found is { } letter ? new(letter) : Rune.ToLowerInvariant(rune);
    }

    private static char? At(string table, int place) => place >= 0 && place < table.Length && table[place] != ' ' ? table[place] : null;
}
