using System.Globalization;
using System.Text;
using System.Text.Json;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Core.Discovery.Embeddings.Bert;

/// <summary>BERT's tokenizer: words and punctuation, then the longest known pieces from the left.</summary>
internal sealed class WordPieceTokenizer
{
    private const int LongestWord = 100;
    private const string Continuation = "##";

    /// <summary>Letters between U+00C0 and U+017F that are no base letter with an accent.</summary>
    private const string Indivisible = "ÆÐ×ØÞßæð÷øþĐđĦħıĲĳĸĿŀŁłŉŊŋŒœŦŧſ";

    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly bool _lowersCase;
    private readonly int _unknown;
    private readonly int _start;
    private readonly int _end;

    private WordPieceTokenizer(Dictionary<string, int> vocabulary, bool lowersCase)
    {
        _vocabulary = vocabulary;
        _lookup = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        _lowersCase = lowersCase;
        (_unknown, _start, _end) = (Special("[UNK]"), Special("[CLS]"), Special("[SEP]"));
    }

    /// <summary>Reads <c>vocab.txt</c>, or <c>tokenizer.json</c> when there is none.</summary>
    /// <exception cref="InvalidDataException">Neither is there, or it is no WordPiece vocabulary.</exception>
    public static WordPieceTokenizer Read(string directory)
    {
        using var config = BertConfig.Parse(Path.Combine(directory, "tokenizer_config.json"));
        var lowersCase = config is null
            || !config.RootElement.TryGetProperty("do_lower_case", out var lower)
            || lower.ValueKind != JsonValueKind.False;
        var list = Path.Combine(directory, "vocab.txt");
        if (File.Exists(list))
        {
            var lines = File.ReadAllLines(list);
            var vocabulary = new Dictionary<string, int>(lines.Length, StringComparer.Ordinal);
            for (var i = 0; i < lines.Length; i++)
            {
                vocabulary.TryAdd(lines[i], i);
            }

            return new(vocabulary, lowersCase);
        }

        using var json = BertConfig.Parse(Path.Combine(directory, "tokenizer.json"))
            ?? throw new InvalidDataException($"{directory} has neither vocab.txt nor tokenizer.json.");
        var model = json.RootElement.GetProperty("model");
        if (model.TryGetProperty("type", out var type) && type.GetString() != "WordPiece")
        {
            throw new InvalidDataException($"{directory}/tokenizer.json is of type {type.GetString()}; only WordPiece can be read.");
        }

        var normalizer = json.RootElement.TryGetProperty("normalizer", out var stated) ? stated : default;
        var keepsCase = normalizer.ValueKind == JsonValueKind.Object
            && normalizer.TryGetProperty("lowercase", out var lowercase) && lowercase.ValueKind == JsonValueKind.False;
        var entries = model.GetProperty("vocab").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32(), StringComparer.Ordinal);
        return new(entries, lowersCase && !keepsCase);
    }

    /// <summary>Ids of the text's pieces between the two marks, at most <paramref name="maxTokens"/> altogether.</summary>
    public int[] Encode(string text, int maxTokens)
    {
        var ids = new List<int> { _start };
        foreach (var word in Words(_lowersCase ? WithoutAccents(text) : text))
        {
            AddPieces(word, ids);
            if (ids.Count >= maxTokens - 1)
            {
                break;
            }
        }

        return [.. ids.Take(maxTokens - 1), _end];
    }

    private void AddPieces(string word, List<int> ids)
    {
        if (word.Length > LongestWord)
        {
            ids.Add(_unknown);
            return;
        }

        Span<char> piece = stackalloc char[LongestWord + Continuation.Length];
        var first = ids.Count;
        var start = 0;
        while (start < word.Length)
        {
            var prefix = start == 0 ? 0 : Continuation.Length;
            Continuation.CopyTo(piece);
            word.AsSpan(start).CopyTo(piece[prefix..]);
            var end = word.Length;
            var id = 0;
            while (end > start && !_lookup.TryGetValue(piece[..(prefix + end - start)], out id))
            {
                end--;
            }

            if (end == start)
            {
                // One part that is not in the vocabulary makes the whole word unknown.
                ids.RemoveRange(first, ids.Count - first);
                ids.Add(_unknown);
                return;
            }

            ids.Add(id);
            start = end;
        }
    }

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var stands = IsPunctuation(rune) || IsIdeograph(rune);
            if (word.Length > 0 && (stands || Rune.IsWhiteSpace(rune)))
            {
                yield return word.ToString();
                word.Clear();
            }

            if (stands)
            {
                yield return rune.ToString();
            }
            else if (!Rune.IsWhiteSpace(rune) && !IsNoise(rune))
            {
                word.Append(rune);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    /// <summary>
    /// Without culture data the runtime cannot take letters apart, so Latin letters go through our own table and combining marks are
    /// dropped.
    /// </summary>
    private static string WithoutAccents(string text)
    {
        var plain = new StringBuilder(text.Length);
        Span<char> folded = stackalloc char[1];
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (rune.Value is >= 0xC0 and <= 0x17F && !Indivisible.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                CharacterFolding.Fold([(char)rune.Value], folded);
                plain.Append(folded[0]);
            }
            else
            {
                plain.Append(Rune.ToLowerInvariant(rune));
            }
        }

        return plain.ToString();
    }

    /// <summary>All of ASCII that is neither letter, digit, space nor control counts as punctuation, whatever Unicode says.</summary>
    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) || Rune.IsPunctuation(rune);

    private static bool IsIdeograph(Rune rune) => rune.Value
        is (>= 0x4E00 and <= 0x9FFF) or (
            >= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);

    private static bool IsNoise(Rune rune) =>
        rune.Value is 0 or 0xFFFD || Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    private int Special(string token) => _vocabulary.TryGetValue(token, out var id)
        ? id
        : throw new InvalidDataException($"The model's vocabulary has no {token}: it is no BERT vocabulary.");
}
