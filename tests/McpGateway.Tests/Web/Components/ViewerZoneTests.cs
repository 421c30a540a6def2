using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class ViewerZoneTests
{
    private static readonly DateTimeOffset Summer = new(2026, 7, 1, 22, 30, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("Europe/Berlin", "2026-07-02 00:30:05 +02:00 (2026-07-01 22:30:05 UTC)")]
    [InlineData("Asia/Kolkata", "2026-07-02 04:00:05 +05:30 (2026-07-01 22:30:05 UTC)")]
    [InlineData("UTC", "2026-07-01 22:30:05 UTC")]
    [InlineData("no/such", "2026-07-01 22:30:05 UTC")]
    [InlineData(null, "2026-07-01 22:30:05 UTC")]
    public void Full_Time_IsTheViewersAndUtc(string? zone, string expected) => Assert.Equal(expected, ViewerZone.Of(zone).Full(Summer));

    [Theory]
    [InlineData("Europe/Berlin", "UTC+02:00")]
    [InlineData("America/New_York", "UTC-04:00")]
    [InlineData("UTC", "UTC")]
    public void NameAt_Time_IsItsDistance(string zone, string expected) => Assert.Equal(expected, ViewerZone.Of(zone).NameAt(Summer));
}
