using McpGateway.Proxy.Routing;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Proxy.Routing;

/// <summary>Traffic decides: a server is refused when neither the check nor a call reaches it, and only then.</summary>
public sealed class UpstreamTrafficTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly UpstreamTraffic _traffic;

    public UpstreamTrafficTests() => _traffic = new(_clock);

    /// <summary>What the check says, what calls did (F failed, S succeeded), and whether requests are refused.</summary>
    [Theory]
    [InlineData(RouteState.Ready, "", false)]
    [InlineData(RouteState.Ready, "F", false)]
    [InlineData(RouteState.Unhealthy, "", false)]
    [InlineData(RouteState.Unhealthy, "S", false)]
    [InlineData(RouteState.Unhealthy, "F", true)]
    [InlineData(RouteState.Unhealthy, "SF", true)]
    [InlineData(RouteState.Unhealthy, "FS", false)]
    [InlineData(RouteState.Disabled, "", true)]
    [InlineData(RouteState.Disabled, "S", true)]
    public void IsRefused_CheckAndCalls_BothHaveToFail(RouteState state, string calls, bool expected)
    {
        foreach (var call in calls)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            if (call == 'F')
            {
                _traffic.Failed();
            }
            else
            {
                _traffic.Succeeded();
            }
        }

        Assert.Equal(expected, RouteOf(state, _traffic).IsRefused(out _));
    }

    [Fact]
    public void IsRefused_AfterAWhile_LetsACallThroughToSee()
    {
        var route = RouteOf(RouteState.Unhealthy, _traffic);
        _traffic.Failed();
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(route.IsRefused(out var retryAfter));
        Assert.Equal(10, retryAfter.TotalSeconds);

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(route.IsRefused(out _));
    }

    [Fact]
    public void IsRefused_NobodyCounts_TheCheckDecides() => Assert.True(RouteOf(RouteState.Unhealthy, null).IsRefused(out _));

    [Fact]
    public void SinceSuccess_Calls_IsTheTimeSinceTheLastGoodOne()
    {
        Assert.Null(_traffic.SinceSuccess);
        _traffic.Succeeded();
        _clock.Advance(TimeSpan.FromSeconds(5));
        _traffic.Failed();

        Assert.Equal(TimeSpan.FromSeconds(5), _traffic.SinceSuccess);
    }

    [Fact]
    public void Succeeded_Calls_AllocateNothing()
    {
        var traffic = new UpstreamTraffic(TimeProvider.System);
        traffic.Succeeded();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1000; call++)
        {
            traffic.Succeeded();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Traffics_Server_KeepsItsOwnUntilItIsGone()
    {
        var traffics = new UpstreamTraffics(_clock);
        Assert.Null(traffics.Find("/a"));
        var known = traffics.Of("/a");

        Assert.Same(known, traffics.Of("/a"));
        Assert.NotSame(known, traffics.Of("/b"));
        traffics.Remove("/a");
        Assert.Null(traffics.Find("/a"));
    }

    private static Route RouteOf(RouteState state, UpstreamTraffic? traffic) =>
        new() { Path = "/a", Upstream = new("http://a.test/"), State = state, Traffic = traffic };
}
