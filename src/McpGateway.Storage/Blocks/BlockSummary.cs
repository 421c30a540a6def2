using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Blocks;

/// <summary>
/// A Bloom filter over what a block holds: its names with their columns, pairs of names that are often asked for together (two names may be
/// in every block and never in one record), its statuses, and the letters of its bodies by threes. A block that lacks one of a question's
/// bits need not be read. Half of the bits are set: for a name one block in 250 is read for nothing, for a pair one in 16.
/// </summary>
internal static class BlockSummary
{
    private const int ProbesPerName = 8;

    /// <summary>There are more pairs than names, and a question about one is about its names, too.</summary>
    private const int ProbesPerPair = 4;

    /// <summary>A question about a text is about several.</summary>
    private const int ProbesPerThree = 3;

    /// <summary>Of the summary for each bit that is set: 1 / ln 2 leaves half of them.</summary>
    private const double Room = 1.4427;

    private const int StatusColumn = 100;
    private const int TextColumn = 101;

    /// <summary>Of the threes of a text that are asked for: more say little.</summary>
    private const int MaxThrees = 6;

    /// <summary>Which pairs of names are in it. Stored: adding one needs another version of summaries.</summary>
    public static IReadOnlyList<(NameColumn One, NameColumn Other)> Pairs { get; } =
    [
        (NameColumn.User, NameColumn.Server), (NameColumn.User, NameColumn.Outcome), (NameColumn.Subject, NameColumn.Server),
        (NameColumn.Subject, NameColumn.Outcome), (NameColumn.Server, NameColumn.Outcome), (NameColumn.Target, NameColumn.Outcome),
    ];

    public static byte[] Of(IReadOnlyList<LogRow> rows, IEnumerable<string> frames)
    {
        var terms = new HashSet<ulong>();
        var columns = NameColumns.All.Select(column => TermsOf(rows, column)).ToArray();
        foreach (var column in columns)
        {
            AddAll(terms, column);
        }

        var pairs = new HashSet<ulong>();
        foreach (var (one, other) in Pairs)
        {
            AddPairs(pairs, columns[(int)one], columns[(int)other]);
        }

        foreach (var status in rows.Select(static row => row.Entry.Status).Distinct())
        {
            if (status is { } number)
            {
                terms.Add(Term(number));
            }
        }

        return Of([.. terms.SelectMany(Bits), .. pairs.SelectMany(BitsOfPair), .. ThreesOf(frames).SelectMany(BitsOfThree)]);
    }

    public static ulong Pair(ulong one, ulong other) => Mix((one * 3) + other);

    public static ulong Term(NameColumn column, string text) => Term((int)column, text);

    public static ulong Term(int status) => Mix(((ulong)StatusColumn << 32) | (uint)status);

    /// <summary>
    /// The bits of every body that contains this text, letters in lower case. Digits are not in frames, so they say nothing.
    /// </summary>
    public static IEnumerable<long> BitsOfText(string lower)
    {
        var threes = new HashSet<int>();
        for (var at = 0; at + 3 <= lower.Length; at++)
        {
            if (Three(lower.AsSpan(at, 3)) is { } three)
            {
                threes.Add(three);
            }
        }

        return threes.Take(MaxThrees).SelectMany(BitsOfThree);
    }

    /// <summary>The bits of a name or a status, to be taken modulo the length of a summary.</summary>
    public static IEnumerable<long> Bits(ulong term) => Bits(term, ProbesPerName);

    /// <summary>The bits of a <see cref="Pair"/>.</summary>
    public static IEnumerable<long> BitsOfPair(ulong pair) => Bits(pair, ProbesPerPair);

    /// <summary>As the databases do it. Bits are eight bytes each, the lowest first.</summary>
    public static bool HasBits(ReadOnlySpan<byte> summary, ReadOnlySpan<byte> bits)
    {
        var length = (ulong)summary.Length * 8;
        for (; bits.Length >= 8; bits = bits[8..])
        {
            var bit = BinaryPrimitives.ReadUInt64LittleEndian(bits) % length;
            if ((summary[(int)(bit >> 3)] & (1 << (int)(bit & 7))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Of(List<long> places)
    {
        var summary = new byte[Math.Max(8, (int)(places.Count * Room / 8) + 1)];
        var length = (ulong)summary.Length * 8;
        foreach (var place in places)
        {
            var bit = (ulong)place % length;
            summary[(int)(bit >> 3)] |= (byte)(1 << (int)(bit & 7));
        }

        return summary;
    }

    private static IEnumerable<long> Bits(ulong term, ulong probes)
    {
        var step = Mix(term) | 1;
        for (var probe = 0UL; probe < probes; probe++)
        {
            yield return (long)((term + (probe * step)) & long.MaxValue);
        }
    }

    /// <summary>The term of each record; 0 for none.</summary>
    private static ulong[] TermsOf(IReadOnlyList<LogRow> rows, NameColumn column)
    {
        var known = new Dictionary<string, ulong>(StringComparer.Ordinal);
        var terms = new ulong[rows.Count];
        for (var index = 0; index < terms.Length; index++)
        {
            if (NameColumns.Of(rows[index].Entry, column) is { } text && !known.TryGetValue(text, out terms[index]))
            {
                known.Add(text, terms[index] = Term(column, text));
            }
        }

        return terms;
    }

    private static void AddAll(HashSet<ulong> terms, ulong[] column)
    {
        foreach (var term in column)
        {
            if (term != 0)
            {
                terms.Add(term);
            }
        }
    }

    private static void AddPairs(HashSet<ulong> terms, ulong[] one, ulong[] other)
    {
        for (var index = 0; index < one.Length; index++)
        {
            if (one[index] != 0 && other[index] != 0)
            {
                terms.Add(Pair(one[index], other[index]));
            }
        }
    }

    private static List<int> ThreesOf(IEnumerable<string> frames)
    {
        var threes = new List<int>();

        // A bit for each three there is: a set would cost more than everything else about a block.
        const int Words = 1 << 15;
        var seen = ArrayPool<ulong>.Shared.Rent(Words);
        Array.Clear(seen, 0, Words);
        foreach (var frame in frames)
        {
            for (var at = 0; at + 3 <= frame.Length; at++)
            {
                if (Three(frame.AsSpan(at, 3)) is { } three && (seen[three >> 6] & (1UL << (three & 63))) == 0)
                {
                    seen[three >> 6] |= 1UL << (three & 63);
                    threes.Add(three);
                }
            }
        }

        ArrayPool<ulong>.Shared.Return(seen);
        return threes;
    }

    /// <summary>Seven bits of each letter; null where a digit is, or was.</summary>
    private static int? Three(ReadOnlySpan<char> text)
    {
        var three = 0;
        foreach (var letter in text)
        {
            if (letter == '\0' || char.IsAsciiDigit(letter))
            {
                return null;
            }

            three = (three << 7) | ((char.IsAsciiLetterUpper(letter) ? letter | 0x20 : letter) & 0x7f);
        }

        return three;
    }

    private static IEnumerable<long> BitsOfThree(int three) => Bits(Mix(((ulong)TextColumn << 32) | (uint)three), ProbesPerThree);

    /// <summary>FNV-1a over the code units. Stored: never changes.</summary>
    private static ulong Term(int column, string text)
    {
        var hash = 14695981039346656037UL ^ (ulong)column;
        foreach (var unit in MemoryMarshal.Cast<char, ushort>(text.AsSpan()))
        {
            hash = (hash ^ unit) * 1099511628211UL;
        }

        return Mix(hash);
    }

    /// <summary>The finaliser of SplitMix64. Stored: never changes.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9UL;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebUL;
        return value ^ (value >> 31);
    }
}
