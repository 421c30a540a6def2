using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Tests.Discovery.Vectors;

public sealed class VectorCalibrationTests
{
    [Fact]
    public void Of_FewVectors_IsTheUsualOne() => Assert.Equal(VectorCalibration.Usual, VectorCalibration.Of(Space(199, common: 5)));

    /// <summary>Some models put every text into one corner: what texts have in common there says nothing.</summary>
    [Theory]
    [InlineData(0f, 0f, 0.1f)]
    [InlineData(2f, 0.5f, 0.95f)]
    public void Of_Catalogue_IsBelowWhatTwoTextsHaveInCommon(float common, float least, float most) =>
        Assert.InRange(VectorCalibration.Of(Space(400, common)).Floor, least, most);

    [Fact]
    public void Of_EqualTexts_StaysBelowOne() => Assert.InRange(VectorCalibration.Of(Space(400, common: 1e6f)).Floor, 0.9f, 0.95f);

    [Fact]
    public void Of_SmallCatalogue_LooksAtEveryVector() => Assert.False(VectorCalibration.Of(Space(19_999, common: 0)).IsBounded);

    /// <summary>What signs say is less than a cosine in as many cases as are left out, and no more.</summary>
    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    public void Bounded_LargeCatalogue_CoversAllButFewCosines(float common)
    {
        var space = Space(4_000, common);
        var bound = CosineBound.Of(VectorCalibration.Bounded(space), space.Dimensions);

        var above = Enumerable.Range(0, 4_000).Count(row =>
        {
            var (left, right) = (space.At(row), space.At((row * 7) % 4_000));
            var sketches = new uint[VectorSketch.GroupSize];
            VectorSketch.Place(VectorSketch.Of(right.Values), sketches, 0);
            var distance = VectorSketch.Distance(VectorSketch.Of(left.Values), sketches, 0);
            return QuantizedVector.Dot(left.Values, right.Values) * left.Scale * right.Scale > bound.At(distance);
        });

        Assert.InRange(above, 0, 4_000 * 3 / 100);
    }

    private static VectorSpace Space(int count, float common)
    {
        const int dimensions = 16;
        var space = new VectorSpace("m", dimensions);
        for (var row = 0; row < count; row++)
        {
            var vector = Enumerable.Range(0, dimensions).Select(i => (float)Math.Sin((row * 7.3) + (i * (row + 1)))).ToArray();
            vector[0] = common * 2;
            space.Add($"{row}", QuantizedVector.From(vector));
        }

        return space;
    }
}
