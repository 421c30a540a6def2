using System.Globalization;
using McpGateway.Core.Federation;

namespace McpGateway.Tests.Federation;

public sealed class SyncScheduleTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true, null, null, null, null)]
    [InlineData(true, 60, null, null, "2030-01-01T12:00:00Z")]
    [InlineData(true, 60, null, "2030-01-01T11:30:00Z", "2030-01-01T12:30:00Z")]
    [InlineData(true, 60, null, "2030-01-01T09:00:00Z", "2030-01-01T10:00:00Z")]
    [InlineData(true, null, "0 3 * * *", null, "2030-01-02T03:00:00Z")]
    [InlineData(true, null, "0 3 * * *", "2029-12-31T12:00:00Z", "2030-01-01T03:00:00Z")]
    [InlineData(true, 600, "0 13 * * *", "2030-01-01T11:00:00Z", "2030-01-01T13:00:00Z")]
    [InlineData(false, 60, "0 3 * * *", null, null)]
    public void NextDue_Source_IsTheEarlierOfBoth(bool isEnabled, int? minutes, string? cron, string? last, string? expected)
    {
        var source = new SourceRecord
        {
            Id = "x",
            Kind = SourceKinds.Peer,
            Enabled = isEnabled,
            IntervalMinutes = minutes,
            Cron = cron,
        };

        Assert.Equal(Time(expected), SyncSchedule.NextDue(source, Time(last), Now));
    }

    /// <summary>What somebody configures by hand waits; what a deployment states does not.</summary>
    [Theory]
    [InlineData(60, false, false, "2030-01-01T10:00:00Z")]
    [InlineData(null, false, false, "2030-01-01T10:00:00Z")]
    [InlineData(60, true, false, null)]
    [InlineData(null, true, false, "2030-01-01T11:00:00Z")]
    [InlineData(60, true, true, "2030-01-01T09:00:00Z")]
    [InlineData(60, false, true, "2030-01-01T09:00:00Z")]
    public void CountedFrom_Source_IsItsLastRunOrWhenItWasConfigured(int? minutes, bool isOfSettings, bool hasRun, string? expected)
    {
        var source = new SourceRecord { Id = "x", Kind = SourceKinds.Peer, Enabled = true, IntervalMinutes = minutes };
        var at = isOfSettings ? DateTimeOffset.UnixEpoch : Now.AddHours(-2);
        SyncRun[] runs = hasRun ? [Run(Now.AddHours(-3)), Run(Now.AddHours(-9))] : [];

        Assert.Equal(
            Time(expected),
            SyncSchedule.CountedFrom(new() { Sources = [source], CreatedAt = at, UpdatedAt = at }, source, runs, since: Now.AddHours(-1)));
    }

    [Theory]
    [InlineData("0 3 * * *", true)]
    [InlineData("*/5 * * * 1-5", true)]
    [InlineData("0 0 3 * * *", false)]
    [InlineData("daily", false)]
    [InlineData("61 * * * *", false)]
    public void Problem_Cron_FiveFieldsOnly(string cron, bool isGood) => Assert.Equal(isGood, SyncSchedule.Problem(cron) is null);

    private static SyncRun Run(DateTimeOffset at) =>
        new() { StartedAt = at, EndedAt = at, Trigger = "manual", Status = SyncRun.Completed };

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
