using System.Runtime.Intrinsics;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>Finds the few high scores among many.</summary>
internal static class ScoreScan
{
    /// <summary>One bit per score that is not below the threshold.</summary>
    /// <param name="scores">At most 64.</param>
    /// <param name="threshold">The threshold.</param>
    public static ulong AtLeast(ReadOnlySpan<float> scores, float threshold)
    {
        var limit = Vector256.Create(threshold);
        var (bits, i) = (0UL, 0);
        for (; i + Vector256<float>.Count <= scores.Length; i += Vector256<float>.Count)
        {
            var high = Vector256.GreaterThanOrEqual(Vector256.Create(scores[i..]), limit);
            bits |= (ulong)Vector256.ExtractMostSignificantBits(high) << i;
        }

        for (; i < scores.Length; i++)
        {
            bits |= scores[i] >= threshold ? 1UL << i : 0;
        }

        return bits;
    }
}
