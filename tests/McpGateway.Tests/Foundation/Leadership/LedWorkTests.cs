using System.Threading.Channels;
using McpGateway.Foundation.Leadership;

namespace McpGateway.Tests.Foundation.Leadership;

/// <summary>Elections, work under a leadership, and what ends it.</summary>
public sealed class LedWorkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly TimerTime _time = new();
    private readonly Channel<string> _happened = Channel.CreateUnbounded<string>();
    private readonly Lease _lease = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task Run_WithoutLeases_WorksUntilTheStop()
    {
        var running = Run([], HoldAsync);
        Assert.Equal("working", await NextAsync());

        await _stop.CancelAsync();

        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Run_WhileAnotherLeads_AsksAgainAndThenWorks()
    {
        _lease.Refusals = 2;
        var running = Run([_lease], HoldAsync);
        await PassAsync();
        await PassAsync();

        Assert.Equal("working", await NextAsync());
        Assert.Equal(3, _lease.Asked);
        await _stop.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(1, _lease.Released);
    }

    [Fact]
    public async Task Run_LeadershipThatIsLost_EndsTheWorkAndIsNoFailure()
    {
        var running = Run([_lease], HoldAsync);
        Assert.Equal("working", await NextAsync());

        await _lease.LoseAsync();

        Assert.Equal("working", await NextAsync());
        Assert.Equal((2, 1), (_lease.Asked, _lease.Released));
        await _stop.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <param name="isCancellation">A request that was not answered in time is one, and comes from neither stop nor leadership.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_WorkThatFails_IsToldOnceAndTriedAgain(bool isCancellation)
    {
        var running = Run([_lease], (_, _) =>
        {
            _happened.Writer.TryWrite("working");
            throw isCancellation ? new TaskCanceledException("Too late.") : new IOException("Away.");
        });
        Assert.Equal("working", await NextAsync());
        Assert.Equal("told 0", await NextAsync());
        await PassAsync();
        Assert.Equal("working", await NextAsync());
        await PassAsync();

        Assert.Equal("working", await NextAsync());
        await _stop.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Run_FailureAfterSuccess_IsToldAtOnce()
    {
        LedWork? work = null;
        work = new("tests", Interval, [_lease], _time);
        var running = work.RunAsync(
            (_, _) =>
            {
                work.Succeeded();
                throw new IOException("Away.");
            },
            (untold, _) => _happened.Writer.TryWrite($"told {untold}"), _stop.Token);
        Assert.Equal("told 0", await NextAsync());
        await PassAsync();

        Assert.Equal("told 0", await NextAsync());
        await _stop.CancelAsync();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private Task Run(IEnumerable<ILeaderLease> leases, Func<ILeadership, CancellationToken, Task> work) =>
        new LedWork("tests", Interval, leases, _time).RunAsync(
            work, (untold, _) => _happened.Writer.TryWrite($"told {untold}"), _stop.Token);

    private async Task HoldAsync(ILeadership leadership, CancellationToken cancellationToken)
    {
        _happened.Writer.TryWrite("working");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private async Task<string> NextAsync() =>
        await _happened.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    /// <summary>An interval passes, once it is waited for.</summary>
    private async Task PassAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (_time.Waiting == 0)
        {
            await Task.Delay(1, limit.Token);
        }

        _time.Advance(Interval);
    }

    private sealed class Lease : ILeaderLease
    {
        private Func<Task> _lose = static () => Task.CompletedTask;

        public int Refusals { get; set; }

        public int Asked { get; private set; }

        public int Released { get; private set; }

        public Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken)
        {
            Asked++;
            if (Refusals > 0)
            {
                Refusals--;
                return Task.FromResult<ILeadership?>(null);
            }

            var held = new Held(this);
            _lose = held.LoseAsync;
            return Task.FromResult<ILeadership?>(held);
        }

        public Task LoseAsync() => _lose();

        private sealed class Held(Lease lease) : ILeadership
        {
            private readonly CancellationTokenSource _lost = new();

            public CancellationToken Lost => _lost.Token;

            public Task LoseAsync() => _lost.CancelAsync();

            public ValueTask DisposeAsync()
            {
                lease.Released++;
                _lost.Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
