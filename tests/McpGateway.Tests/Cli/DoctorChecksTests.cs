using System.Text.Json;
using McpGateway.Cli.Doctor;

namespace McpGateway.Tests.Cli;

public sealed class DoctorChecksTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, true)]
    [InlineData(59, true)]
    [InlineData(-59, true)]
    [InlineData(90, false)]
    [InlineData(-600, false)]
    public void Clock_MoreThanAMinuteApart_IsWrong(int seconds, bool isFine) =>
        Assert.Equal(isFine, AddressChecks.Clock(Noon.AddSeconds(seconds), Noon, Noon).Problems.Count == 0);

    /// <summary>A slow answer says less about the clock: what it may have taken is forgiven.</summary>
    [Fact]
    public void Clock_SlowAnswer_IsForgiven() =>
        Assert.Empty(AddressChecks.Clock(Noon.AddSeconds(80), Noon.AddSeconds(-30), Noon.AddSeconds(30)).Problems);

    [Theory]
    [InlineData("https://a.example/", "https://a.example", "{}", null)]
    [InlineData("https://a.example/", "https://b.example", """{"public_url": "https://b.example"}""", "tells clients")]
    [InlineData("https://a.example/", "http://a.example", """{"request": {"untrusted_headers": []}}""", "says nothing")]
    [InlineData("https://a.example/", "http://a", """{"request": {"untrusted_headers": ["X-Forwarded-Proto"]}}""", "does not trust")]
    [InlineData("https://a.example/", "http://inner:8080", "{}", "says nothing")]
    public void PublicAddress_OtherThanTheOneUsed_IsExplained(string used, string told, string report, string? problem)
    {
        var check = AddressChecks.PublicAddress(new(used), told, JsonElement.Parse(report));

        if (problem is null)
        {
            Assert.Empty(check.Problems);
        }
        else
        {
            Assert.Contains(problem, Assert.Single(check.Problems).Sentence, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(700, 0)]
    [InlineData(3, 1)]
    [InlineData(null, 1)]
    public void Stream_EventsThatComeTogetherOrNotAtAll_AreWrong(int? apart, int problems) => Assert.Equal(
        problems, StreamCheck.Judge(apart is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null).Problems.Count);
}
