using System.Buffers;

namespace McpGateway.Core.Discovery.Text;

/// <summary>
/// A light stemmer for English: takes off plural, <c>-ing</c>, <c>-ed</c>, <c>-ion</c>, a final <c>e</c>, and writes a final <c>y</c> as
/// <c>i</c>. Words that do not look English pass unharmed. It need not find real stems, only the same one for the forms of a word.
/// </summary>
internal static class Stemmer
{
    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    /// <returns>The length of the stem, which is written over the word.</returns>
    public static int Stem(Span<char> word)
    {
        var length = word.Length;
        if (length < 4 || !char.IsAsciiLetterLower(word[0]) || char.IsAsciiDigit(word[^1]))
        {
            return length;
        }

        length = Plural(word, length);
        length = Participle(word, length);
        if (length > 5 && Ends(word, length, "ion") && word[length - 4] is 't' or 's')
        {
            length -= 3;
        }

        if (length > 3 && word[length - 1] == 'e')
        {
            length--;
        }
        else if (length > 3 && word[length - 1] == 'y' && !IsVowel(word[length - 2]))
        {
            word[length - 1] = 'i';
        }

        return length;
    }

    private static int Plural(Span<char> word, int length)
    {
        if (word[length - 1] != 's')
        {
            return length;
        }

        if (Ends(word, length, "ies") && length > 4)
        {
            word[length - 3] = 'y';
            return length - 2;
        }

        if (Ends(word, length, "sses")
            || Ends(word, length, "xes")
            || Ends(word, length, "ches")
            || Ends(word, length, "shes")
            || Ends(word, length, "zzes"))
        {
            return length - 2;
        }

        return word[length - 2] is 's' or 'u' or 'i' ? length : length - 1;
    }

    private static int Participle(Span<char> word, int length)
    {
        var cut = Ends(word, length, "ing") ? 3 : Ends(word, length, "ed") && !Ends(word, length, "eed") ? 2 : 0;
        if (cut == 0 || length - cut < 3 || !HasVowel(word[..(length - cut)]))
        {
            return length;
        }

        var stem = length - cut;
        var last = word[stem - 1];
        if (last == word[stem - 2] && last is not ('l' or 's' or 'z' or 'e' or 'o'))
        {
            return stem - 1;
        }

        return stem;
    }

    private static bool HasVowel(ReadOnlySpan<char> word) => word.ContainsAny(Vowels);

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';

    private static bool Ends(ReadOnlySpan<char> word, int length, ReadOnlySpan<char> suffix) => word[..length].EndsWith(suffix);
}
