using McpGateway.Foundation;

namespace McpGateway.Tests.Foundation;

public sealed class RepeatedFailuresTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void ShouldTell_FailureThatGoesOn_OnceAMinute_WithTheirNumber()
    {
        var failures = new RepeatedFailures(_time);

        Assert.True(failures.ShouldTell(out _));
        for (var index = 0; index < 100; index++)
        {
            Assert.False(failures.ShouldTell(out _));
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(failures.ShouldTell(out var untold));
        Assert.Equal(100, untold);
        Assert.False(failures.ShouldTell(out _));
    }

    [Fact]
    public void Ended_AfterFailures_SaysSoOnce_AndTheNextIsTold()
    {
        var failures = new RepeatedFailures(_time);
        Assert.False(failures.Ended());
        failures.ShouldTell(out _);

        Assert.True(failures.Ended());
        Assert.False(failures.Ended());
        Assert.True(failures.ShouldTell(out var untold));
        Assert.Equal(0, untold);
    }
}
