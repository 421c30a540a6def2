using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Tests.Discovery.Vectors;

public sealed class VectorSketchTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(384, 6)]
    public void WordsOf_Dimensions_HoldThemAll(int dimensions, int words) => Assert.Equal(words, VectorSketch.WordsOf(dimensions));

    /// <summary>The distance is the number of dimensions whose signs differ, wherever they stand.</summary>
    [Fact]
    public void Distance_AnyVectors_CountsSignsThatDiffer() => Prop.ForAll(
        Gen.Choose(-127, 127).ListOf(130).ToArbitrary(), Gen.Choose(-127, 127).ListOf(130).ToArbitrary(), (left, right) =>
        {
            sbyte[] a = [.. left.Select(static value => (sbyte)value)];
            sbyte[] b = [.. right.Select(static value => (sbyte)value)];
            return VectorSketch.Distance(VectorSketch.Of(a), VectorSketch.Of(b))
                == a.Zip(b).Count(static pair => (pair.First > 0) != (pair.Second > 0));
        }).QuickCheckThrowOnFailure();
}
