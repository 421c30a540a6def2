using McpGateway.Proxy.Forwarding;
using McpGateway.Tests.Web;

namespace McpGateway.Tests.Proxy.Forwarding;

public sealed class CancellationTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly CancellationPool _pool;
    private readonly CancellationTokenSource _client = new();
    private readonly CancellationTokenSource _revoked = new();

    public CancellationTests() => _pool = new(_time);

    public void Dispose()
    {
        _client.Dispose();
        _revoked.Dispose();
    }

    [Theory]
    [InlineData("client", true, false)]
    [InlineData("revoked", false, true)]
    [InlineData("time", false, false)]
    public void Token_Cause_IsKnownAfterwards(string cause, bool isClientGone, bool isRevoked)
    {
        var cancellation = Begin();

        Cause(cause);

        Assert.True(cancellation.Token.IsCancellationRequested);
        Assert.Equal((isClientGone, isRevoked), (cancellation.IsClientGone, cancellation.IsRevoked));
        cancellation.Dispose();
    }

    [Fact]
    public void Answered_Stream_HasNoTimeLimitButStillEnds()
    {
        var cancellation = Begin();

        cancellation.Answered();
        _time.Advance(TimeSpan.FromDays(30));
        Assert.False(cancellation.Token.IsCancellationRequested);

        _revoked.Cancel();
        Assert.True(cancellation.Token.IsCancellationRequested);
        cancellation.Dispose();
    }

    /// <summary>A source that is used again must not feel anything of the exchange before.</summary>
    [Theory]
    [InlineData("client")]
    [InlineData("revoked")]
    public void Dispose_ExchangeThatEndedWell_LeavesNothingBehind(string cause)
    {
        // Only sources with the system's own timers can be reset.
        var pool = new CancellationPool(TimeProvider.System);
        var first = new ExchangeCancellation(pool, _revoked.Token, _client.Token, default);
        first.Begin(TimeSpan.FromHours(1));
        var token = first.Token;
        first.Answered();
        first.Dispose();
        using var clientOfNext = new CancellationTokenSource();
        var next = new ExchangeCancellation(pool, default, clientOfNext.Token, default);
        next.Begin(TimeSpan.FromHours(1));
        Assert.Equal(token, next.Token);

        Cause(cause);

        Assert.False(next.Token.IsCancellationRequested);
        next.Dispose();
    }

    [Fact]
    public void Return_CancelledSource_IsNotUsedAgain()
    {
        var source = _pool.Rent();
        source.Cancel();
        _pool.Return(source);

        Assert.False(_pool.Rent().IsCancellationRequested);
        Assert.Throws<ObjectDisposedException>(() => source.Token);
    }

    private ExchangeCancellation Begin()
    {
        var cancellation = new ExchangeCancellation(_pool, _revoked.Token, _client.Token, default);
        cancellation.Begin(TimeSpan.FromSeconds(10));
        return cancellation;
    }

    private void Cause(string cause)
    {
        switch (cause)
        {
            case "client":
                _client.Cancel();
                break;
            case "revoked":
                _revoked.Cancel();
                break;
            default:
                _time.Advance(TimeSpan.FromSeconds(10));
                break;
        }
    }
}
