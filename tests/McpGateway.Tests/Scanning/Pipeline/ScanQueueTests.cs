using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Scanning.Pipeline;

public sealed class ScanQueueTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Full_SaysThatSomethingIsLeftOut()
    {
        var queue = new ScanQueue(2, TimeProvider.System);
        queue.Put("/a", "change");
        queue.Put("/b", "change");
        queue.Put("/a", "change");
        Assert.False(queue.HasOverflowed);

        queue.Put("/c", "change");

        Assert.True(queue.HasOverflowed);
        Assert.False(queue.HasOverflowed);
        Assert.Equal(("/a", "/b"), (queue.Take()?.Path, queue.Take()?.Path));
        Assert.Null(queue.Take());
    }

    [Fact]
    public void IsRunning_UntilDone()
    {
        var queue = new ScanQueue(2, TimeProvider.System);
        queue.Put("/a", "change");
        Assert.False(queue.IsRunning("/a"));
        queue.Take();

        Assert.True(queue.IsRunning("/a"));
        queue.Done("/a");
        Assert.False(queue.IsRunning("/a"));
    }

    [Fact]
    public void Arrival_EndsWhenSomethingComes()
    {
        var queue = new ScanQueue(2, TimeProvider.System);
        var arrival = queue.Arrival;
        Assert.Null(queue.Take());
        Assert.False(arrival.IsCompleted);

        queue.Put("/a", "change");

        Assert.True(arrival.IsCompleted);
    }

    /// <summary>It would wait for its own first scan, in a place that another could have.</summary>
    [Fact]
    public void Take_PathThatIsRunning_IsLeftUntilItIsDone()
    {
        var queue = new ScanQueue(10, _time);
        queue.Put("/a", "change");
        Assert.Equal("/a", queue.Take()?.Path);
        queue.Put("/a", "change");
        queue.Put("/b", "change");

        Assert.Equal("/b", queue.Take()?.Path);
        Assert.Null(queue.Take());
        var arrival = queue.Arrival;
        Assert.False(arrival.IsCompleted);
        queue.Done("/a");

        Assert.True(arrival.IsCompleted);
        Assert.Equal("/a", queue.Take()?.Path);
    }

    [Fact]
    public void TakeOverdue_Asked_GivesOutEachOnce()
    {
        var queue = new ScanQueue(10, _time);
        foreach (var path in (string[])["/a", "/b", "/c"])
        {
            queue.Put(path, "change");
        }

        queue.Take();
        _time.Advance(TimeSpan.FromSeconds(5));
        queue.Put("/d", "change");

        Assert.Equal(["/b", "/c"], queue.TakeOverdue(_time.GetUtcNow() - TimeSpan.FromSeconds(1)).Select(static entry => entry.Path));
        Assert.Empty(queue.TakeOverdue(_time.GetUtcNow() - TimeSpan.FromSeconds(1)));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("/d", Assert.Single(queue.TakeOverdue(_time.GetUtcNow())).Path);
    }
}
