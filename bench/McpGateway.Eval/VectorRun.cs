using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Eval;

/// <summary>What one byte a dimension costs in accuracy, and how long an exact scan takes, over made-up vectors with clusters.</summary>
internal static class VectorRun
{
    private const int Count = 100_000;
    private const int Clusters = 500;
    private const int Queries = 50;

    public static int Run()
    {
        foreach (var dimensions in (int[])[384, 1024, 1536])
        {
            Measure(dimensions);
        }

        return 0;
    }

    private static void Measure(int dimensions)
    {
        var vectors = Enumerable.Range(0, Count).Select(number => Vector(dimensions, number % Clusters, number)).ToArray();
        var packed = vectors.Select(vector => QuantizedVector.From(vector)).ToArray();
        var (same, duration, error) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Queries; i++)
        {
            var query = Vector(dimensions, i * 7 % Clusters, Count + i);
            var exact = vectors.Select(vector => TensorPrimitives.CosineSimilarity<float>(query, vector)).ToArray();
            var asked = QuantizedVector.From(query);
            var started = Stopwatch.GetTimestamp();
            var quick = new float[Count];
            for (var row = 0; row < Count; row++)
            {
                quick[row] = QuantizedVector.Dot(asked.Values, packed[row].Values) * asked.Scale * packed[row].Scale;
            }

            duration += Stopwatch.GetElapsedTime(started).TotalMilliseconds / Queries;
            error = Math.Max(error, exact.Zip(quick, (a, b) => Math.Abs(a - b)).Max());
            same += Best(exact).Intersect(Best(quick)).Count() / 10.0 / Queries;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{dimensions} dimensions: {same:P1} of the exact ten best, cosine off by at most {error:F4}, "
                + $"{duration:F1} ms for {Count} vectors, {Count * dimensions / 1e6:F0} MB"));
    }

    private static IEnumerable<int> Best(float[] scores) =>
        scores.Select((score, row) => (score, row)).OrderByDescending(pair => pair.score).Take(10).Select(pair => pair.row);

    private static float[] Vector(int dimensions, int cluster, int number)
    {
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            vector[i] = Noise(cluster, i) + (0.5f * Noise(number + Clusters, i));
        }

        return vector;
    }

    /// <summary>Repeatable and evenly spread: an integer hash.</summary>
    private static float Noise(int number, int dimension)
    {
        var hash = unchecked(((uint)number * 2654435761u) ^ ((uint)dimension * 2246822519u));
        hash = unchecked((hash ^ (hash >> 15)) * 2246822519u);
        hash = unchecked((hash ^ (hash >> 13)) * 3266489917u);
        return ((hash ^ (hash >> 16)) / (float)uint.MaxValue) - 0.5f;
    }
}
