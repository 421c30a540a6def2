using McpGateway.Cli.Views;

namespace McpGateway.Tests.Cli;

public sealed class TableViewTests
{
    /// <summary>Words are whole as long as there is room for the longest of each column.</summary>
    [Theory]
    [InlineData(40, null)]
    [InlineData(30, new[] { 10, 13, 6 })]
    [InlineData(24, new[] { 10, 9, 5 })]
    [InlineData(20, new[] { 10, 6, 5 })]
    [InlineData(5, new[] { 10, 6, 5 })]
    public void Fit_LessRoomThanWished_KeepsWordsWhole(int room, int[]? widths) =>
        Assert.Equal(widths, TableView.Fit([10, 9, 5], [10, 20, 8], [10, 6, 5], room));
}
