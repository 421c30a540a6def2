using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Audit;
using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class CallChartTests : BunitContext
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 9, 55, 0, TimeSpan.Zero);

    [Fact]
    public void Chart_WithoutSlots_IsNotThere() => Assert.Equal("", Show().Markup.Trim());

    [Fact]
    public void Chart_Name_SumsItUp()
    {
        var chart = Show((4, 1), (0, 0), (10, 3));

        Assert.Equal(
            "Calls per minute: 14 in all, 4 refused or failed, at most 10 in one minute", chart.Find("figure").GetAttribute("aria-label"));
    }

    [Theory]
    [InlineData(0, 0, "09:55 UTC: no calls")]
    [InlineData(7, 0, "09:55 UTC: 7 answered")]
    [InlineData(7, 2, "09:55 UTC: 5 answered, 2 refused or failed")]
    [InlineData(3, 3, "09:55 UTC: 0 answered, 3 refused or failed")]
    public void Slot_ForScreenReaders_SaysItsNumbers(int calls, int bad, string expected) =>
        Assert.Equal(expected, Slots(Show((calls, bad))).Single().GetAttribute("aria-label"));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(5, 0, 1, 0)]
    [InlineData(5, 5, 0, 1)]
    [InlineData(5, 2, 1, 1)]
    public void Slot_Bars_AreThoseOfItsNumbers(int calls, int bad, int goodBars, int badBars)
    {
        var slot = Slots(Show((calls, bad))).Single();

        Assert.Equal(goodBars, slot.QuerySelectorAll("rect.good").Length);
        Assert.Equal(badBars, slot.QuerySelectorAll("rect.bad").Length);
        Assert.Single(slot.QuerySelectorAll("rect.room"));
    }

    [Fact]
    public void Tooltip_OfASlot_SaysWhatItsNameSays()
    {
        foreach (var slot in Slots(Show((4, 1), (0, 0), (10, 10))))
        {
            var lines = slot.QuerySelectorAll(".tip tspan").Select(static line => line.TextContent).ToArray();

            Assert.Equal(slot.GetAttribute("aria-label"), $"{lines[0]}: {lines[1]}");
            Assert.Equal("true", slot.QuerySelector(".tip")!.GetAttribute("aria-hidden"));
        }
    }

    [Fact]
    public void Tooltips_NearTheEdges_PointInwards()
    {
        var anchors = Slots(
            Show([.. Enumerable.Repeat((1, 0), 9)])).Select(static slot => slot.QuerySelector(".tip text")!.GetAttribute("text-anchor"));

        Assert.Equal(["start", "start", "start", "middle", "middle", "middle", "end", "end", "end"], anchors);
    }

    /// <summary>One stop for the Tab key; the arrow keys go on from there.</summary>
    [Fact]
    public void Slots_TabKey_StopsAtTheNewestOnly() =>
        Assert.Equal(["-1", "-1", "0"], Slots(Show((1, 0), (2, 0), (3, 0))).Select(static slot => slot.GetAttribute("tabindex")));

    [Fact]
    public void TimeLabels_StandAtFullTenMinutes()
    {
        var labels = Show([.. Enumerable.Repeat((1, 0), 30)])
            .FindAll("svg > g[aria-hidden] > text[text-anchor=middle]")
            .Select(static label => label.TextContent);

        Assert.Equal(["10:00", "10:10", "10:20"], labels);
    }

    [Fact]
    public void Unit_Given_IsTheOneNamed()
    {
        var chart = Render<CallChart>(parameters => parameters.Add(
            component => component.Slots, [new CallSlot(Start, 3, 0)]).Add(component => component.Unit, "hour"));

        Assert.StartsWith("Calls per hour:", chart.Find("figure").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("per hour", chart.Find("figcaption").TextContent, StringComparison.Ordinal);
        Assert.Contains("each hour", chart.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_Rows_AreTheSlotsWithCallsNewestFirst()
    {
        var rows = Show((4, 1), (0, 0), (10, 3))
            .FindAll("tbody tr")
            .Select(static row => string.Join('|', row.Children.Select(static cell => cell.TextContent)));

        Assert.Equal(["09:57|7|3", "09:55|3|1"], rows);
    }

    [Fact]
    public void Table_Headings_BelongToTheirColumns()
    {
        var headings = Show((1, 0)).FindAll("thead th");

        Assert.Equal(3, headings.Count);
        Assert.All(headings, static heading => Assert.Equal("col", heading.GetAttribute("scope")));
    }

    [Fact]
    public void Numbers_UnderAnotherCulture_AreStillSvg()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };

            Assert.DoesNotContain(
                Show((1, 0), (2, 1), (3, 0)).FindAll("rect"), static bar => bar.GetAttribute("x")!.Contains(',', StringComparison.Ordinal));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>
    /// Whatever the numbers: nothing sticks out, bars stand on the axis or on one another, and heights are in proportion.
    /// </summary>
    [Fact]
    public void Bars_OfAnyNumbers_FitAndStack() => Prop.ForAll(Numbers, pairs =>
    {
        var chart = Show([.. pairs]);
        foreach (var (slot, (calls, bad)) in Slots(chart).Zip(pairs))
        {
            double top = 100, sum = 0;
            foreach (var bar in slot.QuerySelectorAll("rect.good, rect.bad"))
            {
                Assert.Equal(top, Part(bar, "y") + Part(bar, "height"), 0.01);
                (top, sum) = (Part(bar, "y"), sum + Part(bar, "height"));
                Assert.InRange(Part(bar, "x"), 0, 100);
                Assert.InRange(Part(bar, "x") + Part(bar, "width"), 0, 100.01);
            }

            Assert.InRange(sum, 0, 100.01);
            Assert.Equal(calls == 0, sum == 0);
            Assert.True(bad == 0 || slot.QuerySelector("rect.bad") is not null);
        }
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<(int Calls, int Bad)[]> Numbers { get; } = Arb.From(
        from pairs in Gen.NonEmptyListOf(
            from calls in Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(0, 5000))
            from bad in Gen.Choose(0, calls)
            select (calls, bad))
        select pairs.Take(60).ToArray());

    private static double Part(IElement bar, string name) =>
        double.Parse(bar.GetAttribute(name)!.TrimEnd('%'), CultureInfo.InvariantCulture);

    private static IReadOnlyList<IElement> Slots(IRenderedComponent<CallChart> chart) => [.. chart.FindAll("g.slot")];

    private IRenderedComponent<CallChart> Show(params (int Calls, int Bad)[] numbers) => Render<CallChart>(parameters => parameters.Add(
        component =>
            component.Slots, [.. numbers.Select(static (pair, index) => new CallSlot(Start.AddMinutes(index), pair.Calls, pair.Bad))]));
}
