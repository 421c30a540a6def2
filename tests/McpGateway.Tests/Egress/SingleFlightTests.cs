using McpGateway.Core.Egress.Injection;

namespace McpGateway.Tests.Egress;

/// <summary>A provider is asked once, however many callers wait for its token; and a token of before is not kept after a change.</summary>
public sealed class SingleFlightTests
{
    [Fact]
    public async Task Run_ManyAtOnce_GetOneAnswer()
    {
        var flight = new SingleFlight<int>();
        var gate = new TaskCompletionSource();
        var runs = 0;

        var callers = Enumerable.Range(0, 50).Select(_ => flight.RunAsync(WorkAsync)).ToArray();
        gate.SetResult();

        Assert.All(await Task.WhenAll(callers), answer => Assert.Equal(1, answer));

        async Task<int> WorkAsync()
        {
            var run = Interlocked.Increment(ref runs);
            await gate.Task;
            return run;
        }
    }

    [Fact]
    public async Task Run_AfterTheLastHasEnded_BeginsAnew()
    {
        var flight = new SingleFlight<int>();

        Assert.Equal(1, await flight.RunAsync(static () => Task.FromResult(1)));
        Assert.Equal(2, await flight.RunAsync(static () => Task.FromResult(2)));
    }

    [Fact]
    public async Task Run_WorkThatFailsAllTheSame_DoesNotStandInTheWayOfTheNext()
    {
        var flight = new SingleFlight<int>();

        await Assert.ThrowsAsync<IOException>(() => flight.RunAsync(static () => throw new IOException("broken")));

        Assert.Equal(2, await flight.RunAsync(static () => Task.FromResult(2)));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Hold_TokenThatWasReadBeforeAChange_IsNotKept(bool isChanged, bool isKept)
    {
        var entry = new TokenEntry();
        var before = entry.Generation;
        if (isChanged)
        {
            entry.Forget();
        }

        entry.Hold(Token(), before);

        Assert.Equal(isKept, entry.Held is not null);
    }

    [Fact]
    public async Task Cache_ChangesThatWereMissed_EmptyEveryEntryAndKeepIt()
    {
        var cache = new TokenCache();
        var (key, entry) = cache.Of("/mail", "alice");
        entry.Hold(Token(), entry.Generation);
        Assert.NotNull(entry.Held);

        await cache.LoadAsync(TestContext.Current.CancellationToken);

        Assert.Null(entry.Held);
        Assert.Equal((key, entry), cache.Of("/mail", "alice"));
    }

    [Theory]
    [InlineData("/mail", "bob")]
    [InlineData("/clock", "alice")]
    [InlineData("/mail\nalice", "")]
    public void Cache_AnotherUserOrServer_HasAnotherEntry(string server, string subject)
    {
        var cache = new TokenCache();

        Assert.NotSame(cache.Of("/mail", "alice").Entry, cache.Of(server, subject).Entry);
        Assert.NotEqual(cache.Of("/mail", "alice").Key, cache.Of(server, subject).Key);
    }

    private static HeldToken Token() =>
        HeldToken.Of("token", "binding", DateTimeOffset.UnixEpoch, expiresAt: null, refreshAhead: TimeSpan.FromMinutes(1));
}
