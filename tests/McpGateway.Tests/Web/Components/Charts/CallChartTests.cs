using System.Globalization;
using AngleSharp.Dom;
using Bunit;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Audit;
using McpGateway.Web.Components.Charts;
using Microsoft.AspNetCore.Components;

namespace McpGateway.Tests.Web.Components.Charts;

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
            "Calls: 14 in all, 4 denied, 0 failed", chart.Find("figure").GetAttribute("aria-label"));
    }

    [Theory]
    [InlineData(0, 0, "09:55 UTC: no calls")]
    [InlineData(7, 0, "09:55 UTC: 7 answered")]
    [InlineData(7, 2, "09:55 UTC: 5 answered, 2 denied")]
    [InlineData(3, 3, "09:55 UTC: 0 answered, 3 denied")]
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
        Assert.Equal(badBars, slot.QuerySelectorAll("rect.denied").Length);
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

    [Theory]
    [InlineData(1, "minute")]
    [InlineData(6, "6 minutes")]
    [InlineData(60, "hour")]
    [InlineData(720, "12 hours")]
    [InlineData(1440, "day")]
    public void Step_Given_IsNamed(int minutes, string expected)
    {
        var chart = Render<CallChart>(parameters => parameters.Add(component => component.Slots, [Slot(Start, 3, 0)])
            .Add(component => component.Step, TimeSpan.FromMinutes(minutes)));

        Assert.Contains($"per {expected}", chart.Find("figcaption").TextContent, StringComparison.Ordinal);
        Assert.Contains($"each {expected}", chart.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1-2", 1, 2)]
    [InlineData("0-0", 0, 0)]
    [InlineData("2-1", null, null)]
    [InlineData("1-3", null, null)]
    [InlineData("-1-2", null, null)]
    [InlineData("x-2", null, null)]
    [InlineData("", null, null)]
    public async Task Slots_Chosen_AreToldIfTheyAreSlots(string chosen, int? first, int? last)
    {
        (int, int)? heard = null;
        var chart = Render<CallChart>(parameters => parameters
            .Add(component => component.Slots, [.. Enumerable.Range(0, 3).Select(static minute => Slot(Start.AddMinutes(minute), 1, 0))])
            .Add(component => component.Step, TimeSpan.FromMinutes(1))
            .Add(component => component.Selected, ((int First, int Last) slots) => heard = slots));

        await chart.Find("[data-range]").ChangeAsync(new ChangeEventArgs { Value = chosen });

        Assert.Equal(first is null ? null : (first.Value, last!.Value), heard);
        Assert.Contains("selectable", chart.Find("figure").ClassList);
    }

    /// <summary>The drawing may be drawn once more, for another time zone, before it hears of fewer slots.</summary>
    [Fact]
    public void Words_OfAnEarlierSetOfSlots_StayTheirs()
    {
        var chart = Show((4, 1), (0, 0), (10, 3));
        var words = chart.FindComponent<SeriesChart>().Instance.Words!;

        chart.Render(parameters => parameters.Add(component => component.Slots, [Slot(Start, 1, 0)]));

        Assert.Equal("7 answered, 3 denied", words(2));
        Assert.Equal("1 answered", Slots(chart).Single().GetAttribute("aria-label")!.Split(": ")[1]);
    }

    [Fact]
    public void Slots_OfAChartThatOnlyShows_CannotBeChosen()
    {
        var chart = Show((1, 0));

        Assert.Empty(chart.FindAll("[data-range]"));
        Assert.DoesNotContain("selectable", chart.Find("figure").ClassList);
    }

    [Fact]
    public void Table_Rows_AreTheSlotsWithCallsNewestFirst()
    {
        var rows = Show((4, 1), (0, 0), (10, 3))
            .FindAll("tbody tr")
            .Select(static row => string.Join('|', row.Children.Select(static cell => cell.TextContent)));

        Assert.Equal(["09:57|7|3|0", "09:55|3|1|0"], rows);
    }

    [Fact]
    public void Table_Headings_BelongToTheirColumns()
    {
        var headings = Show((1, 0)).FindAll("thead th");

        Assert.Equal(4, headings.Count);
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
            foreach (var bar in slot.QuerySelectorAll("rect.good, rect.denied"))
            {
                Assert.Equal(top, Part(bar, "y") + Part(bar, "height"), 0.01);
                (top, sum) = (Part(bar, "y"), sum + Part(bar, "height"));
                Assert.InRange(Part(bar, "x"), 0, 100);
                Assert.InRange(Part(bar, "x") + Part(bar, "width"), 0, 100.01);
            }

            Assert.InRange(sum, 0, 100.01);
            Assert.Equal(calls == 0, sum == 0);
            Assert.True(bad == 0 || slot.QuerySelector("rect.denied") is not null);
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

    private static CallFigures Slot(DateTimeOffset at, long calls, long denied) =>
        new(at, "", calls, denied, 0, 0, 0, null, null, null);

    private IRenderedComponent<CallChart> Show(params (int Calls, int Bad)[] numbers) => Render<CallChart>(parameters => parameters
        .Add(component => component.Step, TimeSpan.FromMinutes(1))
        .Add(component => component.Slots, [.. numbers.Select(static (pair, index) =>
            Slot(Start.AddMinutes(index), pair.Calls, pair.Bad))]));
}
