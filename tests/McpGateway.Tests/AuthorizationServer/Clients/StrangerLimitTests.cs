using System.Threading.RateLimiting;
using McpGateway.AuthorizationServer;
using McpGateway.AuthorizationServer.Clients;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.AuthorizationServer.Clients;

public sealed class StrangerLimitTests
{
    private readonly StrangerLimit _limit = new(Options.Create(new OAuthOptions { AnonymousRequestsPerHour = 2 }));

    [Fact]
    public void Limit_OneAddress_UpToTheSetting()
    {
        using var limiter = PartitionedRateLimiter.Create<string, int>(_limit.PartitionOf);

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => IsAllowed(limiter, "192.0.2.1")));
    }

    [Fact]
    public void Limit_AnotherAddress_IsCountedForItself()
    {
        using var limiter = PartitionedRateLimiter.Create<string, int>(_limit.PartitionOf);

        // One of many addresses that does not happen to meet the first in its counter.
        var other = Enumerable.Range(2, 200).Select(last => $"192.0.2.{last}").First(address =>
            CounterOf(address) != CounterOf("192.0.2.1"));

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => IsAllowed(limiter, "192.0.2.1")));
        Assert.True(IsAllowed(limiter, other));
    }

    [Fact]
    public void Limit_HoweverManyAddresses_SharesABoundedNumberOfCounters()
    {
        var counters = Enumerable.Range(0, 100_000).Select(index => CounterOf($"2001:db8:{index:x}::/64")).Distinct().Count();

        Assert.InRange(counters, 10_000, 16_384);
    }

    private int CounterOf(string address) => _limit.PartitionOf(address).PartitionKey;

    private static bool IsAllowed(PartitionedRateLimiter<string> limiter, string address)
    {
        using var lease = limiter.AttemptAcquire(address);
        return lease.IsAcquired;
    }
}
