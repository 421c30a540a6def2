namespace McpGateway.Core.Discovery.Vectors;

/// <summary>A query as vectors.</summary>
/// <param name="Vectors">That of the whole query, then those of its steps when it asks for several things.</param>
/// <param name="Words">How many words the query has.</param>
internal sealed record QueryEmbedding(IReadOnlyList<QuantizedVector> Vectors, int Words)
{
    /// <summary>Those of <see cref="Vectors"/>.</summary>
    public IReadOnlyList<uint[]> Sketches { get; } = [.. Vectors.Select(static vector => VectorSketch.Of(vector.Values))];
}
