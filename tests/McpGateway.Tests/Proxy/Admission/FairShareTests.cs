using McpGateway.Proxy;
using McpGateway.Proxy.Admission;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Proxy.Admission;

public sealed class FairShareTests
{
    [Fact]
    public void TryTake_OneCaller_GetsHalfAndTheOthersTheRest()
    {
        var share = new FairShare(1000);

        Assert.Equal(500, Taken(share, "hog"));
        Assert.Equal(250, Taken(share, "second"));
        Assert.Equal(ShareResult.Taken, share.TryTake("honest"));
    }

    [Fact]
    public void TryTake_ManyCallersWithOneEach_AllGetIn()
    {
        var share = new FairShare(1000);

        Assert.Equal(1000, Enumerable.Range(0, 1000).Count(caller => share.TryTake($"caller {caller}") == ShareResult.Taken));
        Assert.Equal(ShareResult.Full, share.TryTake("one more"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryTake_SmallestLimits_LetOneIn(int limit) => Assert.Equal(1, Taken(new FairShare(limit), "only"));

    [Fact]
    public void Return_Everything_LeavesNothingBehind()
    {
        var share = new FairShare(20_000);
        for (var caller = 0; caller < 10_000; caller++)
        {
            Assert.Equal(ShareResult.Taken, share.TryTake($"caller {caller}", 3));
            share.Return($"caller {caller}", 3);
        }

        Assert.Equal(0, share.Total);
        Assert.Equal(10_000, Taken(share, "caller 1"));
    }

    [Fact]
    public void TryTake_InParallel_NeverMoreThanTheLimit()
    {
        var share = new FairShare(64);
        Parallel.For(0, 20_000, index =>
        {
            var caller = $"caller {index % 5000}";
            if (share.TryTake(caller) == ShareResult.Taken)
            {
                Assert.InRange(share.Total, 1, 64 + Environment.ProcessorCount * 8);
                share.Return(caller);
            }
        });

        Assert.Equal(0, share.Total);
    }

    [Fact]
    public void Lease_ResizedAndDisposed_GivesItsMemoryBack()
    {
        var budget = new MemoryBudget(Options.Create(new ProxyOptions { MaxBufferedBytes = 10_000_000 }));
        var lease = budget.For("alice");

        Assert.True(lease.TryResize(MemoryBudget.Free));
        Assert.Equal(0, budget.Held);
        Assert.True(lease.TryResize(1_000_000));
        Assert.True(lease.TryResize(4_000_000));
        Assert.False(lease.TryResize(6_000_000));
        Assert.Equal(4_000_000, budget.Held);
        Assert.True(budget.For("bob").TryResize(2_000_000));
        lease.Dispose();

        Assert.Equal(2_000_000, budget.Held);
    }

    [Fact]
    public void Rate_MoreThanAllowed_WaitsForItsTurnAndNobodyElses()
    {
        var clock = new ManualTimeProvider();
        var rate = new CallRate(60, clock);
        Assert.All(Enumerable.Range(0, 6), _ => Assert.Equal(TimeSpan.Zero, rate.Take("alice")));

        var wait = rate.Take("alice");

        Assert.InRange(wait.TotalSeconds, 0.9, 1.1);
        Assert.Equal(TimeSpan.Zero, rate.Take("bob"));
        clock.Advance(wait);
        Assert.Equal(TimeSpan.Zero, rate.Take("alice"));
    }

    [Fact]
    public void Rate_Off_NeverWaits()
    {
        var rate = new CallRate(0, new ManualTimeProvider());

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(TimeSpan.Zero, rate.Take("alice")));
    }

    private static int Taken(FairShare share, string caller)
    {
        var count = 0;
        while (share.TryTake(caller) == ShareResult.Taken)
        {
            count++;
        }

        return count;
    }
}
