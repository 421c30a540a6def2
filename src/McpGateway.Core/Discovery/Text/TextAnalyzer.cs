namespace McpGateway.Core.Discovery.Text;

/// <summary>
/// Turns text into search terms: words split at separators and at changes of case, folded to lower case without accents, stop words
/// dropped, stemmed. Documents and queries go through the same steps, except that queries lose a few more words (see
/// <see cref="StopWords"/>).
/// </summary>
internal static class TextAnalyzer
{
    private const int LongestWord = 40;

    public static void Analyze<TSink>(ReadOnlySpan<char> text, bool isQuery, ref TSink sink)
        where TSink : struct, ITermSink
    {
        var position = 0;
        while (position < text.Length)
        {
            if (!char.IsLetterOrDigit(text[position]))
            {
                position++;
                continue;
            }

            var start = position;
            if (IsIdeographic(text[position]))
            {
                while (position < text.Length && IsIdeographic(text[position]))
                {
                    position++;
                }

                AddIdeographs(text[start..position], ref sink);
                continue;
            }

            while (position < text.Length
                && (char.IsLetterOrDigit(text[position]) || IsInnerApostrophe(text, position))
                && !IsIdeographic(text[position]))
            {
                position++;
            }

            AddWord(text[start..position], isQuery, ref sink);
        }
    }

    private static void AddWord<TSink>(ReadOnlySpan<char> word, bool isQuery, ref TSink sink)
        where TSink : struct, ITermSink
    {
        Span<char> folded = stackalloc char[LongestWord * 2];
        var length = CharacterFolding.Fold(TrimPossessive(word)[..Math.Min(LongestWord, TrimPossessive(word).Length)], folded);
        if (!Emit(folded[..length], isQuery, false, ref sink))
        {
            return;
        }

        var start = 0;
        for (var i = 1; i <= word.Length && word.Length <= LongestWord; i++)
        {
            if (i < word.Length && !IsBoundary(word, i))
            {
                continue;
            }

            // A word without an inner boundary was emitted whole already; single letters left and right of a boundary say nothing.
            if (i - start < word.Length && i - start > 1)
            {
                length = CharacterFolding.Fold(word[start..i], folded);
                Emit(folded[..length], isQuery, true, ref sink);
            }

            start = i;
        }
    }

    private static bool Emit<TSink>(scoped Span<char> folded, bool isQuery, bool isPart, ref TSink sink)
        where TSink : struct, ITermSink
    {
        if (StopWords.Contains(folded, isQuery))
        {
            return false;
        }

        var stem = folded[..Stemmer.Stem(folded)];
        if (stem.Length > 0)
        {
            sink.Add(stem, isPart);
        }

        return true;
    }

    /// <summary>Scripts written without spaces are indexed by overlapping pairs.</summary>
    private static void AddIdeographs<TSink>(ReadOnlySpan<char> run, ref TSink sink)
        where TSink : struct, ITermSink
    {
        if (run.Length == 1)
        {
            sink.Add(run, false);
        }

        for (var i = 0; i + 1 < run.Length; i++)
        {
            sink.Add(run.Slice(i, 2), false);
        }
    }

    private static ReadOnlySpan<char> TrimPossessive(ReadOnlySpan<char> word) =>
        word.Length > 2 && word[^2] is '\'' or '’' && word[^1] is 's' or 'S' ? word[..^2] : word;

    private static bool IsInnerApostrophe(ReadOnlySpan<char> text, int i) =>
        text[i] is '\'' or '’' && i + 1 < text.Length && char.IsLetter(text[i + 1]);

    /// <summary>
    /// fooBar, HTTPServer, and a digit beside a letter when at least three letters stand before it (<c>base64</c> yes, <c>s3</c> no).
    /// </summary>
    private static bool IsBoundary(ReadOnlySpan<char> word, int i)
    {
        var (before, at) = (word[i - 1], word[i]);
        if (char.IsUpper(at))
        {
            return char.IsLower(before)
                || char.IsDigit(before)
                || (char.IsUpper(before) && i + 1 < word.Length && char.IsLower(word[i + 1]));
        }

        return (char.IsDigit(at) && char.IsLetter(before) && i >= 3) || (char.IsLetter(at) && char.IsDigit(before) && word.Length - i >= 3);
    }

    /// <summary>Kana, Han, Hangul are not: Korean is written with spaces.</summary>
    private static bool IsIdeographic(char c) =>
        c is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff') or (>= '\uf900' and <= '\ufaff');
}
