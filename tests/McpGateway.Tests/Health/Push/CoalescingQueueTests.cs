using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Health;
using McpGateway.Core.Health.Push;

namespace McpGateway.Tests.Health.Push;

public sealed class CoalescingQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>However servers change and however frames are taken, each changed server is told once, and none is forgotten.</summary>
    [Fact]
    public void Take_AnyPostsAndTakes_TellsEachChangeOnce()
    {
        var step = Gen.OneOf(Gen.Choose(0, 5), Gen.Choose(-4, -1));
        Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var queue = new CoalescingQueue();
            var expected = new HashSet<string>(StringComparer.Ordinal);
            foreach (var number in steps)
            {
                if (number >= 0)
                {
                    queue.Post($"/s{number}");
                    expected.Add($"/s{number}");
                }
                else
                {
                    var taken = queue.Take(-number);
                    if (taken.Count != Math.Min(-number, expected.Count) || !taken.All(expected.Remove))
                    {
                        return false;
                    }
                }
            }

            return queue.Count == expected.Count && queue.Take(int.MaxValue).ToHashSet(StringComparer.Ordinal).SetEquals(expected)
                && queue.Count == 0;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Wait_Empty_UntilSomethingIsPosted()
    {
        var queue = new CoalescingQueue();
        var waiting = queue.WaitAsync(Cancellation);
        Assert.False(waiting.IsCompleted);

        queue.Post("/a");

        await waiting;
        Assert.Equal(["/a"], queue.Take(10));
    }

    [Fact]
    public async Task Wait_OldSignalOfWhatWasTaken_IsNotEnough()
    {
        var queue = new CoalescingQueue();
        queue.Post("/a");
        queue.Take(10);

        var waiting = queue.WaitAsync(Cancellation);
        Assert.False(waiting.IsCompleted);
        queue.Post("/b");
        await waiting;
    }

    [Fact]
    public async Task Wait_Cancelled_Ends()
    {
        using var leaving = new CancellationTokenSource();
        var waiting = new CoalescingQueue().WaitAsync(leaving.Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Counters_Sockets_AreLimitedAndCounted()
    {
        var counters = new PushCounters();
        var (first, second, third) = (new CoalescingQueue(), new CoalescingQueue(), new CoalescingQueue());

        Assert.True(counters.TryOpen(first, "a", 2));
        Assert.True(counters.TryOpen(second, "b", 2));
        Assert.False(counters.TryOpen(third, "c", 2));
        first.Post("/a");
        second.Post("/a");
        second.Post("/b");
        Assert.Equal((2, 3, 1L), (counters.Active, counters.Pending, counters.FailedConnections));

        counters.Close(second);
        Assert.Equal((1, 1), (counters.Active, counters.Pending));
        Assert.True(counters.TryOpen(third, "c", 2));
    }

    [Fact]
    public void Counters_Frames_AreCountedApart()
    {
        var counters = new PushCounters();
        counters.CountBroadcast();
        counters.CountBroadcast();
        counters.CountFailedSend();

        Assert.Equal((2L, 1L, 0L), (counters.Broadcasts, counters.FailedSends, counters.FailedConnections));
    }

    [Fact]
    public void Map_States_HaveTheFormOfTheContract()
    {
        ServerHealthState[] states =
        [
            new("/a", "/a/", "a", "A") { Status = "healthy", LastChecked = new(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)), Tools = 3 },
            new("/b", "/b", "b", "B") { Status = "unknown", LastChecked = null, Tools = 0 },
        ];

        Assert.Equal(
            """{"/a/":{"status":"healthy","last_checked_iso":"2026-01-02T03:04:05.000000+00:00","num_tools":3},"/b":"""
                + """{"status":"unknown","last_checked_iso":null,"num_tools":0}}""",
            JsonElement.Parse(HealthMap.Write(states).Span).GetRawText().Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Fact]
    public void Map_Nothing_IsAnEmptyObject() => Assert.Equal("{}", JsonElement.Parse(HealthMap.Write([]).Span).GetRawText());
}
