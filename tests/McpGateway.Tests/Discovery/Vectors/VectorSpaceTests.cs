using System.Numerics.Tensors;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Tests.Discovery.Vectors;

public sealed class VectorSpaceTests
{
    private static readonly SearchSegment Segment = Catalogue.Index(
        Catalogue.Unit(Catalogue.Server("A"), Catalogue.Tool("one"), Catalogue.Tool("two"), Catalogue.Tool("three"))).Current.Segments[
            0].Segment;

    private static readonly Gen<float[]> Vector = Gen.Choose(-1_000, 1_000).Select(number => number / 10f).ArrayOf(16);

    [Fact]
    public void Score_Entities_HaveTheCosineOfTheirText()
    {
        var space = new VectorSpace("m", 2);
        space.Add("right", QuantizedVector.From([1, 0]));
        space.Add("up", QuantizedVector.From([0, 5]));
        Assert.True(space.TryAssign(Segment, 1, "right"));
        Assert.True(space.TryAssign(Segment, 2, "up"));

        var cosines = Score(space, QuantizedVector.From([3, 0]));

        Assert.Equal(new[] { float.NaN, 1f, 0f, float.NaN }, cosines, (left, right) => (float.IsNaN(left) && float.IsNaN(right))
            || Math.Abs(left - right) < 0.01f);
    }

    [Fact]
    public void Score_Mask_LeavesOthersOut()
    {
        var space = new VectorSpace("m", 1);
        space.Add("t", QuantizedVector.From([1]));
        space.TryAssign(Segment, 1, "t");
        space.TryAssign(Segment, 2, "t");
        var cosines = new float[Segment.Count];

        space.Score(Segment, [0b0100UL], [QuantizedVector.From([1])], cosines);

        Assert.True(float.IsNaN(cosines[1]));
        Assert.Equal(1, cosines[2], 0.01f);
    }

    [Fact]
    public void Assign_UnknownText_ChangesNothing()
    {
        var space = new VectorSpace("m", 1);

        Assert.False(space.TryAssign(Segment, 0, "never"));
        Assert.False(space.HasVector(Segment, 0));
        Assert.All(Score(space, QuantizedVector.From([1])), cosine => Assert.True(float.IsNaN(cosine)));
    }

    [Fact]
    public void Add_SameText_IsKeptOnce()
    {
        var space = new VectorSpace("m", 1);
        space.Add("t", QuantizedVector.From([1]));
        space.Add("t", QuantizedVector.From([-1]));
        space.TryAssign(Segment, 0, "t");

        Assert.Equal(1, space.Count);
        Assert.Equal(1, Score(space, QuantizedVector.From([1]))[0], 0.01f);
    }

    /// <summary>Rows stand in blocks of 4096; the ones after the first block are found like the others.</summary>
    [Fact]
    public void Add_MoreThanABlock_KeepsEveryRowApart()
    {
        var space = new VectorSpace("m", 2);
        for (var i = 0; i < 10_000; i++)
        {
            space.Add($"t{i}", QuantizedVector.From([MathF.Cos(i), MathF.Sin(i)]));
        }

        Assert.All(new[] { 0, 4_095, 4_096, 8_191, 8_192, 9_999 }, number =>
        {
            Assert.True(space.TryAssign(Segment, 3, $"t{number}"));
            Assert.Equal(1, Score(space, QuantizedVector.From([MathF.Cos(number), MathF.Sin(number)]))[3], 0.02f);
        });
    }

    [Fact]
    public void Quantised_AnyVectors_KeepTheirCosine() => Prop.ForAll(Vector.ToArbitrary(), Vector.ToArbitrary(), (left, right) =>
    {
        var (a, b) = (QuantizedVector.From(left), QuantizedVector.From(right));
        var cosine = TensorPrimitives.CosineSimilarity<float>(left, right);
        var kept = QuantizedVector.Dot(a.Values, b.Values) * a.Scale * b.Scale;
        return float.IsNaN(cosine) ? kept == 0 : Math.Abs(cosine - kept) < 0.04f;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Quantised_Length_DoesNotMatter() =>
        Prop.ForAll(Vector.ToArbitrary(), Gen.Choose(1, 1_000).ToArbitrary(), (vector, factor) =>
    {
        var (once, more) = (QuantizedVector.From(vector), QuantizedVector.From([.. vector.Select(value => value * factor)]));
        return once.Values.Zip(more.Values).All(pair => Math.Abs(pair.First - pair.Second) <= 1)
            && Math.Abs(once.Scale - more.Scale) < 1e-3f;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dot_AnyBytes_IsTheSumOfProducts()
    {
        var bytes = Gen.Choose(-127, 127).Select(value => (sbyte)value).ListOf().Select(list => list.ToArray());
        Prop.ForAll(bytes.ToArbitrary(), bytes.ToArbitrary(), (left, right) =>
        {
            var length = Math.Min(left.Length, right.Length);
            return QuantizedVector.Dot(left.AsSpan(0, length), right.AsSpan(0, length)) == left.Zip(right, (a, b) => a * b).Sum();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void From_NoDimensions_IsSimilarToNothing() => Assert.Equal(0, QuantizedVector.From([]).Scale);

    private static float[] Score(VectorSpace space, QuantizedVector query)
    {
        var cosines = new float[Segment.Count];
        space.Score(Segment, [ulong.MaxValue >> (64 - Segment.Count)], [query], cosines);
        return cosines;
    }
}
