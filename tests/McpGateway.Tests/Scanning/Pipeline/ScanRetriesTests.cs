using McpGateway.Core.Scanning.Pipeline;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Scanning.Pipeline;

public sealed class ScanRetriesTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Broke_AgainAndAgain_PausesLongerUpToFiveMinutes()
    {
        var retries = new ScanRetries(_time);
        var pauses = new List<double>();
        for (var round = 0; round < 40; round++)
        {
            retries.Broke("/a");
            var from = _time.GetUtcNow();
            while (retries.Waits("/a"))
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }

            pauses.Add((_time.GetUtcNow() - from).TotalSeconds);
            Assert.Equal(["/a"], retries.Due());
        }

        Assert.Equal([1, 2, 4, 8], pauses.Take(4));
        Assert.Equal(300, pauses[^1]);
    }

    [Fact]
    public void Ended_AfterItBroke_BeginsAnew()
    {
        var retries = new ScanRetries(_time);
        retries.Broke("/a");
        retries.Broke("/a");
        Assert.False(retries.Waits("/b"));

        retries.Ended("/a");
        retries.Broke("/a");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(retries.Waits("/a"));
    }
}
