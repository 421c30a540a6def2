using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.BuiltIn.CurrentTime;

namespace McpGateway.Tests.BuiltIn;

public sealed class ZonedClockTests
{
    private static readonly DateTimeOffset Winter = new(2026, 1, 31, 14, 5, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Summer = new(2026, 7, 31, 14, 5, 0, TimeSpan.Zero);

    [Fact]
    public void Describe_Utc_NeedsNoZoneDatabase() => Assert.Equal("2026-01-31 14:05:00 UTC+0000", ZonedClock.Describe(Winter, "UTC"));

    [Theory]
    [InlineData("America/New_York", "2026-01-31 09:05:00 EST-0500", "2026-07-31 10:05:00 EDT-0400")]
    [InlineData("Asia/Kolkata", "2026-01-31 19:35:00 IST+0530", "2026-07-31 19:35:00 IST+0530")]
    public void Describe_KnownZone_HasAbbreviationAndOffset(string zone, string winter, string summer)
    {
        Assert.SkipUnless(Directory.Exists("/usr/share/zoneinfo"), "This system has no IANA zone database.");
        Assert.Equal((winter, summer), (ZonedClock.Describe(Winter, zone), ZonedClock.Describe(Summer, zone)));
    }

    /// <summary>As on a small system, whose zone database is missing.</summary>
    [Theory]
    [InlineData("America/New_York", "2026-01-31 09:05:00 EST-0500", "2026-07-31 10:05:00 EDT-0400")]
    [InlineData("Asia/Kolkata", "2026-01-31 19:35:00 IST+0530", "2026-07-31 19:35:00 IST+0530")]
    [InlineData("Asia/Tokyo", "2026-01-31 23:05:00 JST+0900", "2026-07-31 23:05:00 JST+0900")]
    public void Bundled_KnownZone_IsTheSame(string zone, string winter, string summer) =>
        Assert.Equal((winter, summer), (ZonedClock.Bundled(Winter, zone), ZonedClock.Bundled(Summer, zone)));

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("")]
    [InlineData("../../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("America/New_York\0")]
    public void Describe_UnknownZone_SaysWhatToDo(string zone)
    {
        var text = ZonedClock.Describe(Winter, zone);
        Assert.StartsWith("Error: ", text, StringComparison.Ordinal);
        Assert.Contains("IANA name", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_AnyText_NeverThrowsAndStaysShort() => Prop.ForAll<string>(
        zone => ZonedClock.Describe(Winter, zone ?? "").Length < 300).QuickCheckThrowOnFailure();
}
