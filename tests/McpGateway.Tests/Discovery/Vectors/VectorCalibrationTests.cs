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
    public void Of_SmallCatalogue_LooksAtEveryVector() =>
        Assert.Equal(int.MaxValue, VectorCalibration.Of(Space(400, common: 0)).Reach);

    /// <summary>A fifth of all pairs is in reach: what is near is, what has nothing in common is not.</summary>
    [Fact]
    public void Of_LargeCatalogue_ReachesAFifth()
    {
        var reach = VectorCalibration.Of(Space(20_000, common: 0)).Reach;

        Assert.InRange(reach, 1, 8);
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
