using McpGateway.Access.Scopes;
using McpGateway.Core.Health.History;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Access;
using McpGateway.Web.Pages.Server;

namespace McpGateway.Tests.Web.Pages;

/// <summary>Words and addresses that pages are made of.</summary>
public sealed class PageTextTests
{
    private static readonly DateTimeOffset At = new(2030, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData(1, "100 %")]
    [InlineData(0.99999, "99.9 %")]
    [InlineData(0.9991, "99.9 %")]
    [InlineData(0.5, "50.0 %")]
    [InlineData(0.0004, "0.0 %")]
    [InlineData(0, "0.0 %")]
    public void Percent_OfAPart_IsNeverRoundedUpToAll(double part, string expected) => Assert.Equal(expected, HistoryText.Percent(part));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.04, "0.0 ms")]
    [InlineData(9.94, "9.9 ms")]
    [InlineData(10.0, "10 ms")]
    [InlineData(999.4, "999 ms")]
    [InlineData(1000.0, "1.0 s")]
    [InlineData(12_345.0, "12.3 s")]
    public void Milliseconds_OfANumber_HaveAsManyDigitsAsMatter(double? number, string expected) =>
        Assert.Equal(expected, HistoryText.Milliseconds(number));

    [Theory]
    [InlineData(45, "45 seconds")]
    [InlineData(119, "119 seconds")]
    [InlineData(120, "2 minutes")]
    [InlineData(89 * 60, "89 minutes")]
    [InlineData(90 * 60, "2 hours")]
    [InlineData(47 * 3600, "47 hours")]
    [InlineData(48 * 3600, "2 days")]
    [InlineData(7 * 86_400, "7 days")]
    public void Span_OfTime_IsInItsUnit(int seconds, string expected) =>
        Assert.Equal(expected, HistoryText.Span(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(false, "Mar 4, 05:06")]
    [InlineData(true, "Mar 4, 05:06:07")]
    public void Time_OfADay_IsShort(bool seconds, string expected) => Assert.Equal(expected, HistoryText.Time(null, At, seconds));

    [Theory]
    [InlineData(12.345, 0, "12.3,0")]
    [InlineData(-1.5, 100.04, "-1.5,100")]
    public void Point_OfALine_IsSvg(double x, double y, string expected) => Assert.Equal(expected, HistoryText.Point(x, y));

    [Fact]
    public void States_All_HaveWordsOfTheirOwnAndToneOrNone()
    {
        var states = Enum.GetValues<SlotState>();

        Assert.Equal(states.Length, states.Select(HistoryText.WordOf).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(states.Length, states.Select(HistoryText.ToneOf).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void TitleOf_SlotThatIsUp_SaysChecksAndTime() => Assert.Equal(
        "2030-03-04 05:06:07 UTC: up, 3 of 3 checks fine, 20 ms", HistoryText.TitleOf(
            null, new(At, SlotState.Up, "healthy", 3, 3) { Timed = 3, TotalMs = 60 }));

    [Theory]
    [InlineData(SlotState.Down, true)]
    [InlineData(SlotState.Partly, true)]
    [InlineData(SlotState.Up, false)]
    [InlineData(SlotState.Disabled, false)]
    public void TitleOf_SlotWithATrouble_SaysWhichVisibly(SlotState state, bool isSaid)
    {
        var title = HistoryText.TitleOf(null, new(At, state, "unhealthy: \u202Eevil", 2, 1));

        Assert.Equal(isSaid, title.EndsWith("(unhealthy: ⟨U+202E⟩evil)", StringComparison.Ordinal));
        Assert.DoesNotContain('\u202E', title);
    }

    [Fact]
    public void TitleOf_SlotWithoutChecks_SaysOnlyThat() =>
        Assert.Equal("2030-03-04 05:06:07 UTC: not checked", HistoryText.TitleOf(null, new(At, SlotState.Unknown, null, 0, 0)));

    [Theory]
    [InlineData("/time", "overview", null, "ui/server/time")]
    [InlineData("/team/jira", "overview", null, "ui/server/team/jira")]
    [InlineData("/time", "tools", null, "ui/server/time?tab=tools")]
    [InlineData("/time", "tools", "now & then", "ui/server/time?tab=tools&tool=now%20%26%20then")]
    [InlineData("/a?b#c", "overview", null, "ui/server/a%3Fb%23c")]
    [InlineData("/100%", "overview", null, "ui/server/100%25")]
    public void Links_ToAServer_AreEncoded(string key, string tab, string? tool, string expected) =>
        Assert.Equal(expected, ServerLinks.To(key, tab, tool));

    [Fact]
    public void Links_ToTheFormOfAServer_AreEncoded() => Assert.Equal("ui/edit/team/a%20b", ServerLinks.Edit("/team/a b/"));

    [Theory]
    [InlineData("a, b,a ,, c", "a|b|c")]
    [InlineData("", "")]
    [InlineData(" , ", "")]
    [InlineData("A, a", "A|a")]
    [InlineData("with space, x", "with space|x")]
    public void RuleFields_Names_AreSplitAtCommas(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', RuleFields.Split(text)));

    [Fact]
    public void RuleFields_OpenedAndSaved_IsTheSameRule()
    {
        var rule = new ServerRule("time", ["tools/list", "tools/call"], ["now", "zones"]);

        var saved = RuleFields.Of(rule).ToRule();

        Assert.Equal(rule.Server, saved.Server);
        Assert.Equal(rule.Methods, saved.Methods);
        Assert.Equal(rule.Tools, saved.Tools);
    }

    [Fact]
    public void RuleFields_TwoRules_HaveTheirOwnElements() => Assert.NotEqual(new RuleFields().Id, new RuleFields().Id);
}
