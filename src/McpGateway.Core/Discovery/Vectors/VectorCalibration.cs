namespace McpGateway.Core.Discovery.Vectors;

/// <summary>
/// What is known of a model from the catalogue's vectors: how much two entries have in common that were picked blindly. Models differ much
/// in it.
/// </summary>
/// <param name="Floor">The cosine of texts that have nothing to do with each other: below it a cosine says nothing.</param>
/// <param name="Reach">Sketches that differ in more dimensions belong to vectors that have nothing in common.</param>
internal sealed record VectorCalibration(float Floor, int Reach)
{
    /// <summary>For catalogues too small to measure on: the floor of all-MiniLM-L6-v2 and its kin, and every vector in reach.</summary>
    public static readonly VectorCalibration Usual = new(0.1f, int.MaxValue);

    private const int LeastRows = 200;
    private const int Pairs = 2000;
    private const float Highest = 0.95f;

    /// <summary>From so many vectors on, looking at all of them costs more than the search by words.</summary>
    private const int LargeSpace = 20_000;

    /// <summary>The share of blindly picked pairs that is in reach. Measured: of the ten nearest, 98 to 99 in a hundred are.</summary>
    private const double ShareInReach = 0.2;

    public static VectorCalibration Of(VectorSpace space)
    {
        var count = space.Count;
        if (count < LeastRows)
        {
            return Usual;
        }

        var (sum, squares) = (0.0, 0.0);
        var distances = new int[Pairs];
        for (var pair = 0; pair < Pairs; pair++)
        {
            // Spread evenly and the same each time: rows stand in the order in which they came, and neighbours are akin.
            var left = space.At((int)((pair * 2654435761L) % count));
            var right = space.At((int)(((pair * 40503L) + (count / 2)) % count));
            var cosine = QuantizedVector.Dot(left.Values, right.Values) * left.Scale * right.Scale;
            sum += cosine;
            squares += (double)cosine * cosine;
            distances[pair] = VectorSketch.Distance(VectorSketch.Of(left.Values), VectorSketch.Of(right.Values));
        }

        // A deviation below the mean: a catalogue about one subject is no reason to call its texts unrelated.
        var mean = sum / Pairs;
        var deviation = Math.Sqrt(Math.Max(0, (squares / Pairs) - (mean * mean)));
        Array.Sort(distances);
        return new(
            (float)Math.Clamp(mean - deviation, 0, Highest),
            count < LargeSpace ? int.MaxValue : distances[(int)(Pairs * ShareInReach)]);
    }
}
