using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Health.History;

namespace McpGateway.Tests.Health.History;

public sealed class HistoryWindowTests
{
    private static readonly DateTimeOffset Registered = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2030, 1, 10, 12, 7, 30, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1, 38)]
    [InlineData(24, 900)]
    [InlineData(24 * 7, 6300)]
    [InlineData(24 * 30, 27000)]
    public void Of_WhateverIsKept_HasTheSameNumberOfSlots(int hours, long width)
    {
        var window = HistoryWindow.Of(TimeSpan.FromHours(hours), Now);

        Assert.Equal(width, window.Width);
        Assert.Equal(0, window.Start % width);
        Assert.InRange(Now.ToUnixTimeSeconds(), window.Start + (95 * width), window.Start + (96 * width) - 1);
    }

    [Fact]
    public void Join_ChecksOfOneSlot_AreAddedUp()
    {
        var window = HistoryWindow.Of(Day, Now);

        var joined = window.Join(Checked(Now, 10), Checked(Now.AddMinutes(1), 30));

        var slot = Assert.Single(joined.Slots);
        Assert.Equal((2, 2, 2, 40.0, 30.0), (slot.Checks, slot.Good, slot.Timed, slot.TotalMs, slot.SlowestMs));
        Assert.Equal("healthy", Assert.Single(joined.Changes).Status);
    }

    [Fact]
    public void Join_OlderThanWhatIsKept_IsDroppedButTheStateOfTheTimeStays()
    {
        var window = HistoryWindow.Of(Day, Now);

        var joined = window.Join(
            window.Join(Changed(Now.AddDays(-4), "unhealthy: timeout"), Changed(Now.AddDays(-3), "healthy")), Checked(Now, 1));

        Assert.Single(joined.Slots);
        Assert.Equal([new HealthChange(Now.AddDays(-3), "healthy")], joined.Changes);
    }

    [Fact]
    public void Join_AnotherRegistrationOfThePath_InheritsNothing()
    {
        var window = HistoryWindow.Of(Day, Now);

        var joined = window.Join(Checked(Now, 10), Checked(Now, 30) with { RegisteredAt = Registered.AddDays(1) });

        Assert.Equal(1, Assert.Single(joined.Slots).Checks);
    }

    [Fact]
    public void Join_WidthThatChanged_KeepsEveryCheck()
    {
        var narrow = HistoryWindow.Of(Day, Now);
        var record = Enumerable.Range(0, 20).Aggregate(
            Checked(Now, 1), (known, index) => narrow.Join(known, Checked(Now.AddMinutes(-15 * index), 1)));

        var wide = HistoryWindow.Of(TimeSpan.FromDays(7), Now).Join(record, Empty);

        Assert.True(wide.Slots.Count < record.Slots.Count);
        Assert.Equal(21, wide.Slots.Sum(slot => slot.Checks));
        Assert.All(wide.Slots, slot => Assert.Equal(0, slot.Start % 6300));
    }

    /// <summary>
    /// However many checks and changes there are, what is stored of a server stays small, in order and without repetition.
    /// </summary>
    [Fact]
    public void Join_AnyChecks_IsBoundedOrderedAndSurvivesStorage()
    {
        var check = from minutes in Gen.Choose(0, 3 * 24 * 60)
                    from status in Gen.Elements("healthy", "unhealthy: timeout", "unhealthy: status 503", "disabled")
                    select Changed(Now.AddMinutes(-minutes), status);
        Prop.ForAll(check.ListOf(400).ToArbitrary(), checks =>
        {
            var window = HistoryWindow.Of(Day, Now);
            var joined = checks.Aggregate(Empty, window.Join);
            var text = JsonSerializer.Serialize(joined, HistoryJsonContext.Default.HealthHistoryRecord);
            var again = JsonSerializer.Deserialize(text, HistoryJsonContext.Default.HealthHistoryRecord)!;
            return joined.Slots.Count <= HistoryWindow.Slots
                && joined.Changes.Count <= HistoryWindow.MaxChanges
                && joined.Slots.Select(slot => slot.Start).Order().SequenceEqual(joined.Slots.Select(slot => slot.Start))
                && joined.Changes.Zip(joined.Changes.Skip(1))
                    .All(pair => pair.First.At <= pair.Second.At && pair.First.Status != pair.Second.Status)
                && text.Length < 16_000
                && again.Slots.SequenceEqual(joined.Slots)
                && again.Changes.SequenceEqual(joined.Changes);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("[1,2,3]")]
    [InlineData("[1,2,3,4,5,6,7]")]
    [InlineData("{}")]
    [InlineData("""["a",2,3,4,5,6]""")]
    public void Slot_OfAnotherShape_IsRefused(string json) => Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize(
        $$"""{"registered_at":"2030-01-01T00:00:00Z","changes":[],"slots":[{{json}}]}""", HistoryJsonContext.Default.HealthHistoryRecord));

    [Fact]
    public void Read_EverySortOfSlot_SaysWhatWasKnown()
    {
        var window = HistoryWindow.Of(Day, Now);
        var record = new[]
        {
            Changed(At(10), "healthy", 4), Changed(At(11), "healthy", 8), Changed(At(11), "unhealthy: timeout"),
            Changed(At(12), "unhealthy: timeout"), Changed(At(13), "disabled"), Changed(At(30), "healthy", 6),
        }.Aggregate(Empty, window.Join);

        var history = HistoryReading.Read("/s", record, window, Now, Interval);

        Assert.Equal(96, history.Slots.Count);
        Assert.Equal(
            [SlotState.Unknown, SlotState.Up, SlotState.Partly, SlotState.Down, SlotState.Disabled, SlotState.Disabled],
            history.Slots.Skip(9).Take(6).Select(slot => slot.State));
        Assert.Equal(
            [SlotState.Disabled, SlotState.Up, SlotState.Up, SlotState.Unknown], history.Slots.Skip(29).Take(4).Select(slot => slot.State));
        Assert.Equal((4, 8, 6), (history.Slots[10].Mean, history.Slots[11].Slowest, history.Slots[30].Mean));
        Assert.Equal((1 + 0.5 + 0 + 1) / 4, history.Uptime);
        Assert.Equal(["healthy", "disabled", "unhealthy: timeout", "healthy"], history.Changes.Select(change => change.Status));

        DateTimeOffset At(int slot) => DateTimeOffset.FromUnixTimeSeconds(window.Start + (slot * window.Width) + (slot == 11 ? 5 : 1));
    }

    [Fact]
    public void Read_LongInterval_HoldsUntilTheNextCheckIsOverdue()
    {
        var window = HistoryWindow.Of(Day, Now);
        var record = Changed(DateTimeOffset.FromUnixTimeSeconds(window.Start + 1), "healthy");

        var history = HistoryReading.Read("/s", window.Join(record, Empty), window, Now, TimeSpan.FromHours(1));

        Assert.Equal(Enumerable.Repeat(SlotState.Up, 8).Append(SlotState.Unknown), history.Slots.Take(9).Select(slot => slot.State));
    }

    [Fact]
    public void Read_NothingYet_HasNoNumbers()
    {
        var window = HistoryWindow.Of(Day, Now);

        var history = HistoryReading.Read("/s", Empty, window, Now, Interval);

        Assert.All(history.Slots, slot => Assert.Equal(SlotState.Unknown, slot.State));
        Assert.Null(history.Uptime);
        Assert.Null(history.Mean);
        Assert.Null(history.Slowest);
    }

    private static HealthHistoryRecord Empty => new() { RegisteredAt = Registered };

    private static HealthHistoryRecord Checked(DateTimeOffset at, double latency) => Changed(at, "healthy", latency);

    private static HealthHistoryRecord Changed(DateTimeOffset at, string status, double? latency = null) => new()
    {
        RegisteredAt = Registered,
        Changes = [new(at, status)],
        Slots = status == "disabled"
            ? []
            : [HistorySlot.Of(at, status == "healthy", latency is { } known ? TimeSpan.FromMilliseconds(known) : null)],
    };
}
