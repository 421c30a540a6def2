using McpGateway.Proxy.Recording;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Proxy.Recording;

public sealed class CallSessionsTests
{
    private static readonly CallSessionKey Alice = new("srv", "alice", "client");

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Steps_OfAClient_AreMeasuredOnceEach()
    {
        var sessions = new CallSessions(_time);
        sessions.Begin(Alice, "inspector", _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(("inspector", TimeSpan.FromSeconds(2)), sessions.Listed(Alice, _time.GetTimestamp()));
        Assert.Equal(("inspector", null), sessions.Listed(Alice, _time.GetTimestamp()));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(
            ("inspector", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)), sessions.Called(Alice, _time.GetTimestamp()));
        Assert.Equal(("inspector", null, null), sessions.Called(Alice, _time.GetTimestamp()));
        Assert.Equal("inspector", sessions.ClientOf(Alice, _time.GetTimestamp()));
    }

    [Fact]
    public void Steps_OfSomebodyWhoseBeginningWasNotSeen_AreNone()
    {
        var sessions = new CallSessions(_time);

        Assert.Equal(default, sessions.Listed(Alice, _time.GetTimestamp()));
        Assert.Equal(default, sessions.Called(Alice, _time.GetTimestamp()));
        Assert.Null(sessions.ClientOf(Alice, _time.GetTimestamp()));
    }

    [Fact]
    public void Session_UnusedForAnHour_IsForgotten()
    {
        var sessions = new CallSessions(_time);
        sessions.Begin(Alice, "inspector", _time.GetTimestamp());
        _time.Advance(TimeSpan.FromMinutes(61));

        Assert.Null(sessions.ClientOf(Alice, _time.GetTimestamp()));
    }

    [Fact]
    public void Sessions_MoreThanThereIsRoomFor_ThoseUnusedForLongestGo()
    {
        var sessions = new CallSessions(_time, capacity: 16);
        for (var number = 0; number < 100; number++)
        {
            sessions.Begin(new("srv", $"user-{number}", ""), null, _time.GetTimestamp());
            sessions.Begin(Alice, "inspector", _time.GetTimestamp());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(sessions.Count, 1, 16);
        Assert.Equal("inspector", sessions.ClientOf(Alice, _time.GetTimestamp()));
    }
}
