using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Tests.Discovery.Vectors;

public sealed class VectorSketchTests
{
    private const int Places = VectorSketch.GroupSize * 2;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(32, 1)]
    [InlineData(33, 2)]
    [InlineData(384, 12)]
    public void WordsOf_Dimensions_HoldThemAll(int dimensions, int words) => Assert.Equal(words, VectorSketch.WordsOf(dimensions));

    /// <summary>The distance is the number of dimensions whose signs differ, wherever they stand and however many there are.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(130)]
    [InlineData(384)]
    [InlineData(1536)]
    public void Distance_AnyVectors_CountsSignsThatDiffer(int dimensions) => Prop.ForAll(
        Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), seed =>
        {
            // The same numbers for the same seed.
            var random = new Random(seed);
            var query = Vector(random, dimensions);
            var vectors = Enumerable.Range(0, Places).Select(_ => Vector(random, dimensions)).Append(query).ToArray();
            var groups = new uint[(Places + VectorSketch.GroupSize) * VectorSketch.WordsOf(dimensions)];
            for (var place = 0; place < vectors.Length; place++)
            {
                VectorSketch.Place(VectorSketch.Of(vectors[place]), groups, place);
            }

            var sketch = VectorSketch.Of(query);
            var expected = vectors.Select(vector => vector.Zip(query).Count(static pair => (pair.First > 0) != (pair.Second > 0)))
                .ToArray();
            return Enumerable.Range(0, vectors.Length).All(place => VectorSketch.Distance(sketch, groups, place) == expected[place])
                && Nearest(sketch, groups, 0).SequenceEqual(expected.Take(VectorSketch.GroupSize))
                && Nearest(sketch, groups, 1).SequenceEqual(expected.Take(Places).Skip(VectorSketch.GroupSize))
                && Nearest(sketch, groups, 2)[0] == 0;
        }).QuickCheckThrowOnFailure();

    /// <summary>All signs differ: what is counted in bytes on the way does not overflow.</summary>
    [Theory]
    [InlineData(32 * 31)]
    [InlineData(32 * 32)]
    [InlineData(8192)]
    public void Nearest_OppositeVectors_DifferEverywhere(int dimensions)
    {
        var groups = new uint[VectorSketch.GroupSize * VectorSketch.WordsOf(dimensions)];
        var query = VectorSketch.Of([.. Enumerable.Repeat((sbyte)1, dimensions)]);

        Assert.All(Nearest(query, groups, 0), distance => Assert.Equal(dimensions, distance));
    }

    [Fact]
    public void Nearest_NearerOneKnown_StaysAsItWas()
    {
        var query = VectorSketch.Of([.. Enumerable.Repeat((sbyte)1, 64)]);
        int[] nearest = [.. Enumerable.Repeat(5, VectorSketch.GroupSize)];

        VectorSketch.Nearest(query, new uint[VectorSketch.GroupSize * query.Length], 0, nearest);

        Assert.All(nearest, static distance => Assert.Equal(5, distance));
    }

    private static int[] Nearest(uint[] query, uint[] groups, int group)
    {
        int[] nearest = [.. Enumerable.Repeat(int.MaxValue, VectorSketch.GroupSize)];
        VectorSketch.Nearest(query, groups, group, nearest);
        return nearest;
    }

    private static sbyte[] Vector(Random random, int dimensions) =>
#pragma warning disable CA5394 // vectors that can be had again
        [.. Enumerable.Range(0, dimensions).Select(_ => (sbyte)random.Next(-127, 128))];
#pragma warning restore CA5394
}
