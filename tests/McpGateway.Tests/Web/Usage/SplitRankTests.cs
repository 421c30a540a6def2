using McpGateway.Core.Audit;
using McpGateway.Web.Usage;

namespace McpGateway.Tests.Web.Usage;

public sealed class SplitRankTests
{
    private static readonly CallFigures[] Lines =
    [
        new(default, "busy", 100, 0, 0, 1, 1, 1, 5, 6), new(default, "slow", 3, 0, 1, 1, 1, 1, 900, 950),
        new(default, "refused", 9, 7, 0, 500, 1, 1, 2, 3), new(default, null, 1_000, 500, 500, 1, 1, 1, 5_000, 6_000),
    ];

    [Theory]
    [InlineData("calls", "busy,refused,slow")]
    [InlineData("slow", "slow,busy,refused")]
    [InlineData("refused", "refused")]
    [InlineData("failed", "slow")]
    [InlineData("bytes", "refused,busy,slow")]
    [InlineData("no such order", "busy,refused,slow")]
    [InlineData(null, "busy,refused,slow")]
    public void Apply_Order_PutsTheHeaviestFirstAndLeavesOutTheRest(string? name, string expected) => Assert.Equal(
        expected, string.Join(',', SplitRank.Find(name).Apply(Lines, 10).Select(static line => line.Key)));

    [Fact]
    public void Apply_Most_IsTheLimit() => Assert.Equal(2, SplitRank.Find("calls").Apply(Lines, 2).Count);
}
