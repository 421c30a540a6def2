using McpGateway.Web.Components.Charts;

namespace McpGateway.Tests.Web.Components.Charts;

public sealed class ChartScaleTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(4, 1, 4)]
    [InlineData(5, 2, 6)]
    [InlineData(9, 5, 10)]
    [InlineData(21, 10, 30)]
    [InlineData(41, 20, 60)]
    [InlineData(999, 500, 1000)]
    [InlineData(12_345, 5_000, 15_000)]
    public void For_Most_HasFewRoundLines(long most, long step, long top)
    {
        var scale = ChartScale.For(most);
        Assert.Equal(new ChartScale(step, top), scale);
        Assert.InRange(scale.Lines().Count(), 2, 5);
        Assert.Equal(100, scale.HeightOf(top));
    }
}
