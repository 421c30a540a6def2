using System.Globalization;
using Bunit;
using McpGateway.Web.Components;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Components;

public sealed class TimeAgoTests : BunitContext
{
    private readonly SteppedTime _time = new();

    public TimeAgoTests() => Services.AddSingleton<TimeProvider>(_time);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(4.9, "just now")]
    [InlineData(5, "5 s ago")]
    [InlineData(59.9, "59 s ago")]
    [InlineData(60, "1 min ago")]
    [InlineData(119, "1 min ago")]
    [InlineData(3599, "59 min ago")]
    [InlineData(3600, "1 h ago")]
    [InlineData(86_400, "24 h ago")]
    [InlineData((48 * 3600) - 1, "47 h ago")]
    [InlineData(48 * 3600, "2 days ago")]
    [InlineData(400 * 86_400, "400 days ago")]
    [InlineData(-1, "just now")]
    [InlineData(-60, "just now")]
    [InlineData(-61, "in 1 min")]
    [InlineData(-7200, "in 2 h")]
    [InlineData(-30 * 86_400, "in 30 days")]
    public void Time_OfAnAge_IsSaidInItsLargestUnit(double seconds, string expected) =>
        Assert.Equal(expected, Show(_time.GetUtcNow() - TimeSpan.FromSeconds(seconds)).Find("time").TextContent);

    [Fact]
    public void Time_ForMachinesAndOnHover_IsExact()
    {
        var at = new DateTimeOffset(2029, 12, 31, 23, 30, 15, TimeSpan.FromHours(2));

        var time = Show(at).Find("time");

        Assert.Equal(at, DateTimeOffset.Parse(time.GetAttribute("datetime")!, CultureInfo.InvariantCulture));
    }

    /// <summary>The words beside the time say UTC, so the numbers must be UTC too.</summary>
    [Fact]
    public void Time_StatedInAnotherZone_IsShownInUtcWhereItSaysSo()
    {
        var at = new DateTimeOffset(2029, 12, 31, 23, 30, 15, TimeSpan.FromHours(2));

        Assert.Equal("2029-12-31 21:30:15 UTC", Show(at).Find("time").GetAttribute("title"));
    }

    [Fact]
    public void Time_ThatNeverWas_SaysSo()
    {
        var shown = Show(null);

        Assert.Empty(shown.FindAll("time"));
        Assert.Equal("never", shown.Find("span").TextContent);
    }

    [Fact]
    public void Time_DrawnAnewLater_IsOlder()
    {
        var at = _time.GetUtcNow();
        var shown = Show(at);
        _time.Advance(TimeSpan.FromMinutes(3));

        shown.Render(parameters => parameters.Add(component => component.At, at));

        Assert.Equal("3 min ago", shown.Find("time").TextContent);
    }

    private IRenderedComponent<TimeAgo> Show(DateTimeOffset? at) =>
        Render<TimeAgo>(parameters => parameters.Add(component => component.At, at));
}
