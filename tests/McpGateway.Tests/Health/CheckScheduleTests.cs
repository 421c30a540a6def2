using McpGateway.Core.Health;
using McpGateway.Core.Health.Checks;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Health;

public sealed class CheckScheduleTests
{
    private readonly ManualTimeProvider _time = new();
    private double _random = 0.5;

    private DateTimeOffset Now => _time.GetUtcNow();

    [Fact]
    public void TakeDue_NothingDue_ReturnsNull()
    {
        var schedule = Create();
        schedule.Put("/a", Now + TimeSpan.FromSeconds(1));
        Assert.Null(schedule.TakeDue(Now));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("/a", schedule.TakeDue(Now));
    }

    [Fact]
    public void TakeDue_Taken_IsNotDueAgainUntilDone()
    {
        var schedule = Create();
        schedule.Put("/a", Now);
        schedule.TakeDue(Now);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(schedule.TakeDue(Now));
        schedule.Done("/a", isHealthy: true, Now);
        Assert.Equal(Now + TimeSpan.FromSeconds(300), schedule.NextDue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Done_NothingElsePlanned_WakesWhoeverWaits(bool isHealthy)
    {
        var schedule = Create();
        schedule.Put("/a", Now);
        schedule.TakeDue(Now);
        var earlier = schedule.Earlier;

        schedule.Done("/a", isHealthy, Now);

        Assert.True(earlier.IsCompleted);
    }

    [Fact]
    public void Put_LaterThanWhatIsNext_WakesNobody()
    {
        var schedule = Create();
        schedule.Put("/a", Now);
        var earlier = schedule.Earlier;

        schedule.Put("/b", Now + TimeSpan.FromSeconds(1));

        Assert.False(earlier.IsCompleted);
    }

    [Fact]
    public void Put_WhileChecked_WinsOverTheRegularNextCheck()
    {
        var schedule = Create();
        schedule.Put("/a", Now);
        schedule.TakeDue(Now);
        schedule.Put("/a", Now);
        schedule.Done("/a", isHealthy: true, Now);
        Assert.Equal("/a", schedule.TakeDue(Now));
        Assert.Null(schedule.TakeDue(Now));
    }

    [Fact]
    public void Put_Twice_IsCheckedOnce()
    {
        var schedule = Create();
        schedule.Put("/a", Now);
        schedule.Put("/a", Now);
        Assert.Equal("/a", schedule.TakeDue(Now));
        Assert.Null(schedule.TakeDue(Now));
    }

    [Fact]
    public void Forget_RegisteredAgainMeanwhile_StaysPlanned()
    {
        var schedule = Create();
        schedule.Put("/a", Now);
        schedule.TakeDue(Now);
        schedule.Put("/a", Now);
        schedule.Forget("/a");
        Assert.Equal("/a", schedule.TakeDue(Now));
        schedule.Forget("/a");
        Assert.Equal(0, schedule.Count);
    }

    [Fact]
    public void Put_Anything_WakesWhoWaits()
    {
        var schedule = Create();
        var earlier = schedule.Earlier;
        Assert.False(earlier.IsCompleted);
        schedule.Put("/a", Now);
        Assert.True(earlier.IsCompleted);
        Assert.False(schedule.Earlier.IsCompleted);
    }

    [Theory]
    [InlineData(0, 300)]
    [InlineData(1, 15)]
    [InlineData(2, 30)]
    [InlineData(5, 240)]
    [InlineData(6, 300)]
    [InlineData(60, 300)]
    public void NextDelay_Failures_BackOffUpToTheInterval(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Create().NextDelay(failures));

    [Theory]
    [InlineData(0.0, 270)]
    [InlineData(1.0, 330)]
    public void NextDelay_Jitter_StaysWithinATenth(double random, int seconds)
    {
        _random = random;
        Assert.Equal(seconds, Create().NextDelay(0).TotalSeconds, 0.001);
    }

    private CheckSchedule Create() => new(Options.Create(new HealthOptions()), () => _random);
}
