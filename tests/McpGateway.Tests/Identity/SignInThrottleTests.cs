using McpGateway.Identity.Users;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Identity;

public sealed class SignInThrottleTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly SignInThrottle _throttle;

    public SignInThrottleTests() => _throttle = new(_clock);

    [Fact]
    public void Pair_AfterFiveFailures_WaitsTwiceAsLongEachTime_UpToTheLimit()
    {
        var waits = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var wait = _throttle.Begin("bob", "10.0.0.1");
            if (wait > TimeSpan.Zero)
            {
                waits.Add(wait.TotalSeconds);
                _clock.Advance(wait);
            }
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900], waits.Take(12));
        Assert.All(waits, wait => Assert.InRange(wait, 1, 900));
    }

    [Fact]
    public void Pair_LockedAtOneAddress_IsOpenAtAnother()
    {
        Fail(5, "bob", "10.0.0.1");

        Assert.True(_throttle.Begin("bob", "10.0.0.1") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, _throttle.Begin("bob", "10.0.0.2"));
        Assert.Equal(TimeSpan.Zero, _throttle.Begin("carol", "10.0.0.1"));
    }

    [Fact]
    public void Address_TryingManyNames_IsLocked()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(TimeSpan.Zero, _throttle.Begin($"user-{i}", "10.0.0.1"));
        }

        Assert.True(_throttle.Begin("fresh", "10.0.0.1") > TimeSpan.Zero);
    }

    [Fact]
    public void User_TriedFromManyAddresses_IsLockedWhereSomethingFailed_ButNeverForLong()
    {
        FailFromManyAddresses("bob");

        var wait = _throttle.Begin("bob", "10.0.0.1");

        Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void User_TriedFromManyAddresses_IsOpenAtACleanOneForOneGuess()
    {
        FailFromManyAddresses("bob");

        Assert.Equal(TimeSpan.Zero, _throttle.Begin("bob", "192.0.2.1"));
        Assert.True(_throttle.Begin("bob", "192.0.2.1") > TimeSpan.Zero);
    }

    [Fact]
    public void User_TriedFromManyAddresses_IsOpenWhereTheUserSignedInBefore()
    {
        _throttle.Begin("bob", "192.0.2.1");
        _throttle.Succeed("bob", "192.0.2.1");
        FailFromManyAddresses("bob");
        _throttle.Begin("carol", "192.0.2.1");

        Assert.Equal(TimeSpan.Zero, _throttle.Begin("bob", "192.0.2.1"));
        Assert.Equal(TimeSpan.Zero, _throttle.Begin("bob", "192.0.2.1"));
    }

    [Fact]
    public void Address_OfOneIpv6Network_IsOne()
    {
        for (var i = 0; i < 5; i++)
        {
            _throttle.Begin("bob", $"2001:db8::{i + 1}");
        }

        Assert.True(_throttle.Begin("bob", "2001:db8::99") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, _throttle.Begin("bob", "2001:db8:0:1::99"));
    }

    [Fact]
    public void Clock_SetBack_DoesNotLengthenALock()
    {
        Fail(5, "bob", "10.0.0.1");

        _clock.Correct(TimeSpan.FromDays(-365));

        Assert.InRange(_throttle.Begin("bob", "10.0.0.1"), TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Success_ForgetsTheUsersFailures()
    {
        Fail(4, "bob", "10.0.0.1");
        Assert.Equal(TimeSpan.Zero, _throttle.Begin("bob", "10.0.0.1"));
        _throttle.Succeed("bob", "10.0.0.1");

        Fail(5, "bob", "10.0.0.1");

        Assert.True(_throttle.Begin("bob", "10.0.0.1") > TimeSpan.Zero);
    }

    [Fact]
    public void Failures_OldOnes_AreForgotten()
    {
        Fail(5, "bob", "10.0.0.1");
        _clock.Advance(TimeSpan.FromMinutes(31));

        Fail(5, "bob", "10.0.0.1");
    }

    private void Fail(int times, string user, string address)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(TimeSpan.Zero, _throttle.Begin(user, address));
        }
    }

    private void FailFromManyAddresses(string user)
    {
        for (var i = 0; i < 100; i++)
        {
            _throttle.Begin(user, $"10.0.0.{i}");
        }
    }
}
