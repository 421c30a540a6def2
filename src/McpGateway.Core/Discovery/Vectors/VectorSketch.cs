using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpGateway.Core.Discovery.Vectors;

/// <summary>
/// The signs of a vector, a bit a dimension. Vectors that point the same way differ in few of them, so how near two vectors can be is read
/// from an eighth of their memory. Sketches of a segment stand in groups of <see cref="GroupSize"/>, word by word, so that one instruction
/// compares a word of all of them.
/// </summary>
internal static class VectorSketch
{
    public const int GroupSize = 16;

    private const int WordBits = 32;

    /// <summary>Counts of a byte are added up in bytes: so many words of at most 8 set bits stay below 256.</summary>
    private const int WordsUntilFull = 31;

    private static readonly Vector128<byte> BitsOfNibble = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);

    public static int WordsOf(int dimensions) => (dimensions + WordBits - 1) / WordBits;

    public static uint[] Of(ReadOnlySpan<sbyte> values)
    {
        var sketch = new uint[WordsOf(values.Length)];
        for (var i = 0; i < values.Length; i++)
        {
            sketch[i / WordBits] |= values[i] > 0 ? 1U << (i % WordBits) : 0;
        }

        return sketch;
    }

    /// <summary>Takes the place of a sketch in its group.</summary>
    /// <param name="sketch">The sketch.</param>
    /// <param name="groups">Groups of sketches of that length.</param>
    /// <param name="index">Counted over all groups.</param>
    public static void Place(ReadOnlySpan<uint> sketch, Span<uint> groups, int index)
    {
        var first = StartOf(index, sketch.Length);
        for (var word = 0; word < sketch.Length; word++)
        {
            groups[first + (word * GroupSize)] = sketch[word];
        }
    }

    /// <summary>In how many dimensions the signs differ from those of a placed sketch.</summary>
    public static int Distance(ReadOnlySpan<uint> query, ReadOnlySpan<uint> groups, int index)
    {
        var first = StartOf(index, query.Length);
        var distance = 0;
        for (var word = 0; word < query.Length; word++)
        {
            distance += BitOperations.PopCount(query[word] ^ groups[first + (word * GroupSize)]);
        }

        return distance;
    }

    /// <summary>The same for the sketches of one group; what <paramref name="nearest"/> holds stays where it is smaller.</summary>
    public static void Nearest(ReadOnlySpan<uint> query, ReadOnlySpan<uint> groups, int group, Span<int> nearest)
    {
        // Once for each sixteen entries of a large catalogue in every search: checked here, not at each step.
        var words = groups.Slice(group * query.Length * GroupSize, query.Length * GroupSize);
        ref var first = ref MemoryMarshal.GetReference(words);
        ref var distances = ref MemoryMarshal.GetReference(nearest[..GroupSize]);
        if (Avx512BW.IsSupported)
        {
            var known = Vector512.LoadUnsafe(ref distances);
            Vector512.Min(known, Differing512(query, ref first).AsInt32()).StoreUnsafe(ref distances);
            return;
        }

        for (var lane = 0; lane < GroupSize; lane += Vector<uint>.Count)
        {
            ref var place = ref Unsafe.As<int, byte>(ref Unsafe.Add(ref distances, lane));
            var known = Unsafe.ReadUnaligned<Vector<int>>(ref place);
            Unsafe.WriteUnaligned(
                ref place, Vector.Min(known, Vector.AsVectorInt32(Differing(query, ref Unsafe.Add(ref first, lane)))));
        }
    }

    private static int StartOf(int index, int words) => (index / GroupSize * words * GroupSize) + (index % GroupSize);

    private static Vector512<uint> Differing512(ReadOnlySpan<uint> query, ref uint first)
    {
        var low = Vector512.Create((byte)0x0F);
        var table = Vector512.Create(Vector256.Create(BitsOfNibble, BitsOfNibble), Vector256.Create(BitsOfNibble, BitsOfNibble));
        var total = Vector512<uint>.Zero;
        for (var start = 0; start < query.Length; start += WordsUntilFull)
        {
            var bytes = Vector512<byte>.Zero;
            for (var word = start; word < Math.Min(query.Length, start + WordsUntilFull); word++)
            {
                var differing = Vector512.LoadUnsafe(ref first, (nuint)(word * GroupSize)) ^ Vector512.Create(query[word]);
                bytes += Avx512BW.Shuffle(table, differing.AsByte() & low);
                bytes += Avx512BW.Shuffle(table, (differing >>> 4).AsByte() & low);
            }

            // Four bytes of a lane become one number.
            var pairs = (bytes.AsUInt32() & Vector512.Create(0x00FF00FFU)) + ((bytes.AsUInt32() >>> 8) & Vector512.Create(0x00FF00FFU));
            total += (pairs & Vector512.Create(0xFFFFU)) + (pairs >>> 16);
        }

        return total;
    }

    /// <summary>Without instructions of a processor: adds bits up to pairs, pairs to nibbles, nibbles to bytes.</summary>
    private static Vector<uint> Differing(ReadOnlySpan<uint> query, ref uint first)
    {
        var total = Vector<uint>.Zero;
        for (var start = 0; start < query.Length; start += WordsUntilFull)
        {
            var bytes = Vector<uint>.Zero;
            for (var word = start; word < Math.Min(query.Length, start + WordsUntilFull); word++)
            {
                var bits = Unsafe.ReadUnaligned<Vector<uint>>(ref Unsafe.As<uint, byte>(ref Unsafe.Add(ref first, word * GroupSize)))
                    ^ new Vector<uint>(query[word]);
                bits -= (bits >>> 1) & new Vector<uint>(0x55555555);
                bits = (bits & new Vector<uint>(0x33333333)) + ((bits >>> 2) & new Vector<uint>(0x33333333));
                bytes += (bits + (bits >>> 4)) & new Vector<uint>(0x0F0F0F0F);
            }

            var pairs = (bytes & new Vector<uint>(0x00FF00FF)) + ((bytes >>> 8) & new Vector<uint>(0x00FF00FF));
            total += (pairs & new Vector<uint>(0xFFFF)) + (pairs >>> 16);
        }

        return total;
    }
}
