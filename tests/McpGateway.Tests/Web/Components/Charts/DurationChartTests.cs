using Bunit;
using McpGateway.Core.Audit;
using McpGateway.Web.Components.Charts;

namespace McpGateway.Tests.Web.Components.Charts;

/// <summary>Lines: gaps where nothing was called, and the same in words and in the table.</summary>
public sealed class DurationChartTests : BunitContext
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("5 5 5", "M L L")]
    [InlineData("5 - 5", "M h M h")]
    [InlineData("- 5 5", "M L")]
    [InlineData("- - -", "")]
    public void Line_WithoutCalls_HasAGap(string values, string expected)
    {
        var path = Show(values).Find("path.p95").GetAttribute("d")!;

        Assert.Equal(
            expected.Replace(" ", "", StringComparison.Ordinal), string.Concat(path.Where(char.IsLetter)));
    }

    [Fact]
    public void Slot_InWords_HasEveryMeasureWithItsUnit()
    {
        var slots = Show("5 - 1500").FindAll("g.slot").Select(static slot => slot.GetAttribute("aria-label"));

        Assert.Equal(
            [
                "09:00 UTC: p50 2.5 ms, p95 5.0 ms, p99 10 ms", "09:01 UTC: no calls",
                "09:02 UTC: p50 750 ms, p95 1.50 s, p99 3.00 s",
            ],
            slots);
    }

    [Fact]
    public void Table_Rows_AreThoseWithCalls() =>
        Assert.Equal(2, Show("5 - 7").FindAll("tbody tr").Count);

    private IRenderedComponent<DurationChart> Show(string values) => Render<DurationChart>(parameters => parameters
        .Add(chart => chart.Step, TimeSpan.FromMinutes(1))
        .Add(chart => chart.Slots, [.. values.Split(' ').Select(static (text, minute) =>
        {
            double? p95 = text == "-" ? null : double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            return new CallFigures(Start.AddMinutes(minute), "", p95 is null ? 0 : 1, 0, 0, 0, 0, p95 / 2, p95, p95 * 2);
        })]));
}
