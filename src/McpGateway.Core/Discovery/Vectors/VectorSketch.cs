using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace McpGateway.Core.Discovery.Vectors;

/// <summary>
/// The signs of a vector, a bit a dimension. Vectors that point the same way differ in few of them, so most rows of a large space are
/// passed over with a few instructions on an eighth of the memory.
/// </summary>
internal static class VectorSketch
{
    private const int WordBits = 64;

    public static int WordsOf(int dimensions) => (dimensions + WordBits - 1) / WordBits;

    public static void Write(ReadOnlySpan<sbyte> values, Span<ulong> sketch)
    {
        sketch.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            sketch[i / WordBits] |= values[i] > 0 ? 1UL << (i % WordBits) : 0;
        }
    }

    public static ulong[] Of(ReadOnlySpan<sbyte> values)
    {
        var sketch = new ulong[WordsOf(values.Length)];
        Write(values, sketch);
        return sketch;
    }

    /// <summary>In how many dimensions the signs differ.</summary>
    public static int Distance(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(right.Length, left.Length);
        var distance = 0;

        // Once for each entry of a large catalogue in every search. Both spans have one length, as was just seen.
        ref var first = ref MemoryMarshal.GetReference(left);
        ref var second = ref MemoryMarshal.GetReference(right);
        for (nuint i = 0; i < (nuint)left.Length; i++)
        {
            distance += BitOperations.PopCount(Unsafe.Add(ref first, i) ^ Unsafe.Add(ref second, i));
        }

        return distance;
    }
}
