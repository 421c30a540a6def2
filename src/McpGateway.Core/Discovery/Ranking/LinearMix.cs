namespace McpGateway.Core.Discovery.Ranking;

/// <summary>A score made of the words' score and of what a cosine is above a floor, each by its weight.</summary>
/// <param name="Words">Weight of the words' score.</param>
/// <param name="Vector">Weight of the cosine above the floor.</param>
/// <param name="Floor">Cosines up to here count nothing.</param>
internal readonly record struct LinearMix(float Words, float Vector, float Floor)
{
    /// <param name="words">The words' score.</param>
    /// <param name="cosine">NaN where there is no vector.</param>
    public float Of(float words, float cosine) => (Words * words) + (cosine > Floor ? Vector * (cosine - Floor) : 0);
}
