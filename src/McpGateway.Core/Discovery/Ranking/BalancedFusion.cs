namespace McpGateway.Core.Discovery.Ranking;

/// <summary>
/// The words' score, plus the cosine with a weight that falls with the query's length. The words' score is a share of the query, so the
/// more a query says the smaller it is for the tool that is meant, while cosines stay where they are: a fixed weight would let them
/// outvote the words of long queries. Paraphrases are short, and there the vectors have the same say as the words. Measured against other
/// rules in <c>docs/search-quality.md</c>.
/// </summary>
internal static class BalancedFusion
{
    /// <summary>Up to so many words, vectors count as much as their weight says.</summary>
    private const float FullWeightWords = 8;

    /// <param name="weight">What a cosine of 1 counts against words that match completely.</param>
    /// <param name="words">Length of the query.</param>
    /// <param name="floor">The cosine of texts that have nothing to do with each other.</param>
    /// <returns>Scores from 0 to 1.</returns>
    public static LinearMix Of(float weight, int words, float floor)
    {
        var vector = weight * Math.Min(1, FullWeightWords / Math.Max(1, words));
        var whole = 1 / (1 + vector);
        return new(whole, vector / (1 - floor) * whole, floor);
    }
}
