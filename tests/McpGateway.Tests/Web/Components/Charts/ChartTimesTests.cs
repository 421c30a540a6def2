using McpGateway.Core.Audit;
using McpGateway.Web.Components;
using McpGateway.Web.Components.Charts;

namespace McpGateway.Tests.Web.Components.Charts;

public sealed class ChartTimesTests
{
    private static readonly DateTimeOffset Noon = new(2030, 3, 5, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1h", "HH:mm")]
    [InlineData("6h", "HH:mm")]
    [InlineData("24h", "HH:mm")]
    [InlineData("7d", "d MMM")]
    [InlineData("30d", "d MMM")]
    public void Labels_OfARange_AreFewAndReadable(string name, string format)
    {
        var range = CallRange.Find(name, CallRange.Day);

        var labels = Times(range).Labels().ToArray();

        Assert.InRange(labels.Length, 3, 8);
        Assert.Equal(labels.Length, labels.Select(static label => label.Text).Distinct().Count());
        Assert.All(labels, label => Assert.Equal(Times(range).Slots[label.Slot].ToString(format, null), label.Text));
    }

    [Fact]
    public void Labels_InTheViewersZone_StandAtItsDays()
    {
        var range = CallRange.Find("7d", CallRange.Day);

        var labels = (Times(range) with { Zone = ViewerZone.Of("Asia/Tokyo") }).Labels().ToArray();

        // Midnight there is 15:00 UTC.
        Assert.All(labels, label => Assert.Equal(15, Times(range).Slots[label.Slot].Hour));
    }

    [Theory]
    [InlineData("1h", "minute")]
    [InlineData("6h", "6 minutes")]
    [InlineData("24h", "30 minutes")]
    [InlineData("7d", "3 hours")]
    [InlineData("30d", "12 hours")]
    public void Step_OfARange_IsNamed(string name, string expected) =>
        Assert.Equal(expected, Times(CallRange.Find(name, CallRange.Day)).StepText);

    private static ChartTimes Times(CallRange range)
    {
        var start = range.FirstSlot(Noon - range.Length);
        return new(
            [.. Enumerable.Range(0, (int)(range.Length / range.Step)).Select(slot => start + (slot * range.Step))], range.Step,
            ViewerZone.Utc);
    }
}
