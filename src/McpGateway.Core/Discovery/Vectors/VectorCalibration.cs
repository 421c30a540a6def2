namespace McpGateway.Core.Discovery.Vectors;

/// <summary>
/// What is known of a model from the catalogue's vectors: how much two entries have in common that were picked blindly, and how far a
/// cosine can be above what the signs say. Models differ much in both.
/// </summary>
/// <param name="Floor">The cosine of texts that have nothing to do with each other: below it a cosine says nothing.</param>
/// <param name="Slack">
/// By how much a cosine may be above the one that the signs let expect (see <see cref="CosineBound"/>). Infinite where nothing is taken
/// from signs.
/// </param>
internal sealed record VectorCalibration(float Floor, float Slack)
{
    /// <summary>
    /// For catalogues too small to measure on: the floor of all-MiniLM-L6-v2 and its kin, and every vector is looked at.
    /// </summary>
    public static readonly VectorCalibration Usual = new(0.1f, float.PositiveInfinity);

    /// <summary>Of all vectors, the share whose signs are nearest to the query's: the others have nothing to add.</summary>
    private const int ReachPercent = 12;

    private const int SampleSize = 2048;
    private const int LeastRows = 200;
    private const int Pairs = 2000;
    private const float Highest = 0.95f;

    /// <summary>
    /// From so many vectors on, signs are looked at first. Below, a search that looks at all vectors is quick enough and misses none
    /// (ADR 53).
    /// </summary>
    private const int LargeSpace = 20_000;

    private const int Samples = 32;
    private const int Others = 1024;
    private const int Nearest = 5;

    /// <summary>The share of cosines that the slack covers; the rest count as if they were at its edge.</summary>
    private const double Covered = 0.99;

    /// <summary>Whether signs say enough to pass over vectors by them.</summary>
    public bool IsBounded => float.IsFinite(Slack);

    public static VectorCalibration Of(VectorSpace space) =>
        space.Count < LeastRows ? Usual
        : space.Count < LargeSpace ? new(FloorOf(space), float.PositiveInfinity)
        : Bounded(space);

    /// <summary>That of a space in which vectors are passed over by their signs, however large it is.</summary>
    public static VectorCalibration Bounded(VectorSpace space) => new(FloorOf(space), SlackOf(space)) { Sample = SampleOf(space) };

    /// <summary>Sketches of vectors from all over the space, in whole groups (see <see cref="VectorSketch"/>); empty for none.</summary>
    public uint[] Sample { get; init; } = [];

    public static uint[] SampleOf(VectorSpace space)
    {
        var groups = Math.Min(SampleSize, space.Count) / VectorSketch.GroupSize;
        var sample = new uint[groups * VectorSketch.GroupSize * VectorSketch.WordsOf(space.Dimensions)];
        for (var place = 0; place < groups * VectorSketch.GroupSize; place++)
        {
            VectorSketch.Place(VectorSketch.Of(space.At((int)((place * 2654435761L) % space.Count)).Values), sample, place);
        }

        return sample;
    }

    /// <summary>
    /// In how many signs vectors may differ from the nearest of the query's and still count. Of the query and the catalogue: a query that
    /// nothing fits well has as many in reach as any other.
    /// </summary>
    public int ReachOf(IReadOnlyList<uint[]> queries)
    {
        var groups = queries.Count == 0 ? 0 : Sample.Length / queries[0].Length / VectorSketch.GroupSize;
        if (groups == 0)
        {
            return int.MaxValue;
        }

        Span<int> distances = stackalloc int[SampleSize];
        distances = distances[..(groups * VectorSketch.GroupSize)];
        distances.Fill(int.MaxValue);
        for (var query = 0; query < queries.Count; query++)
        {
            for (var group = 0; group < groups; group++)
            {
                VectorSketch.Nearest(queries[query], Sample, group, distances[(group * VectorSketch.GroupSize)..]);
            }
        }

        distances.Sort();
        return distances[distances.Length * ReachPercent / 100];
    }

    private static float FloorOf(VectorSpace space)
    {
        var count = space.Count;
        var (sum, squares) = (0.0, 0.0);
        for (var pair = 0; pair < Pairs; pair++)
        {
            // Spread evenly and the same each time: rows stand in the order in which they came, and neighbours are akin.
            var left = (int)((pair * 2654435761L) % count);
            var right = (int)(((pair * 40503L) + (count / 2)) % count);
            var cosine = space.Cosine(left, [space.At(right)]);
            sum += cosine;
            squares += (double)cosine * cosine;
        }

        // A deviation below the mean: a catalogue about one subject is no reason to call its texts unrelated.
        var mean = sum / Pairs;
        var deviation = Math.Sqrt(Math.Max(0, (squares / Pairs) - (mean * mean)));
        return (float)Math.Clamp(mean - deviation, 0, Highest);
    }

    /// <summary>Of some vectors with all of a sample, and with those of it that are nearest: those are what is looked for.</summary>
    private static float SlackOf(VectorSpace space)
    {
        var count = space.Count;
        var rows = Enumerable.Range(0, Others).Select(number => space.At((int)((number * 2654435761L) % count))).ToArray();
        var sketches = rows.Select(static row => VectorSketch.Of(row.Values)).ToArray();
        var (all, nearest) = (new List<float>(), new List<float>());
        for (var sample = 0; sample < Samples; sample++)
        {
            var (asked, sketch) = (rows[sample * (Others / Samples)], sketches[sample * (Others / Samples)]);
            var pairs = Enumerable.Range(0, Others).Where(other => other != sample * (Others / Samples)).Select(other =>
            {
                var cosine = QuantizedVector.Dot(asked.Values, rows[other].Values) * asked.Scale * rows[other].Scale;
                return (Cosine: cosine, Above: cosine - CosineBound.Expected(Distance(sketch, sketches[other]), space.Dimensions));
            }).ToArray();
            all.AddRange(pairs.Select(static pair => pair.Above));
            nearest.AddRange(pairs.OrderByDescending(static pair => pair.Cosine).Take(Nearest).Select(static pair => pair.Above));
        }

        return Math.Max(0, Math.Max(Quantile(all), Quantile(nearest)));
    }

    private static int Distance(uint[] left, uint[] right) =>
        left.Zip(right).Sum(static words => System.Numerics.BitOperations.PopCount(words.First ^ words.Second));

    private static float Quantile(List<float> values)
    {
        values.Sort();
        return values[(int)(Covered * (values.Count - 1))];
    }
}
