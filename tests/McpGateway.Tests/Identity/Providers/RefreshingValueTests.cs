using McpGateway.Foundation;
using McpGateway.Identity.Providers;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Identity.Providers;

/// <summary>Keys and metadata of providers, as long as these can and cannot be reached.</summary>
public sealed class RefreshingValueTests
{
    private static readonly RefreshTimes Times = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));

    private readonly ManualTimeProvider _clock = new();
    private readonly List<Error> _reported = [];
    private readonly Queue<TaskCompletionSource<Result<string>>> _fetches = new();
    private int _started;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ManyReaders_ShareOneFetch()
    {
        var value = Value();
        var fetch = Expect();
        var readers = Enumerable.Range(0, 20).Select(_ => value.GetAsync(Cancellation).AsTask()).ToArray();
        fetch.SetResult("one");

        Assert.All(await Task.WhenAll(readers), read => Assert.Equal("one", read));
        Assert.Equal(1, _started);
    }

    [Fact]
    public async Task Get_FreshValue_IsNotFetchedAgain()
    {
        var value = await FilledAsync("one");
        _clock.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal("one", await value.GetAsync(Cancellation));
        Assert.Equal(1, _started);
    }

    [Fact]
    public async Task Get_StaleValue_IsUsedWhileTheNextIsFetched()
    {
        var value = await FilledAsync("one");
        var next = Expect();
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("one", await value.GetAsync(Cancellation));
        var waiting = value.GetNewerAsync("one", Cancellation).AsTask();
        next.SetResult("two");

        Assert.Equal("two", await waiting);
        Assert.Equal("two", await value.GetAsync(Cancellation));
        Assert.Equal(2, _started);
    }

    [Fact]
    public async Task Get_SourceThatIsAway_KeepsTheOldValueUntilItIsTooOld()
    {
        var value = await FilledAsync("one");
        _clock.Advance(TimeSpan.FromMinutes(59));
        Expect().SetResult(new Error(ErrorKind.Unavailable, "away"));
        Assert.Equal("one", await value.GetNewerAsync("one", Cancellation));
        Assert.True(value.IsUncertain);
        Assert.Equal("one", await value.GetAsync(Cancellation));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Expect().SetResult(new Error(ErrorKind.Unavailable, "still away"));

        Assert.Null(await value.GetAsync(Cancellation));
        Assert.Equal(["away", "still away"], _reported.Select(error => error.Detail));
    }

    [Fact]
    public async Task Get_AfterAFailure_AsksAgainOnlyAfterAPause()
    {
        var value = Value();
        Expect().SetResult(new Error(ErrorKind.Unavailable, "away"));
        Assert.Null(await value.GetAsync(Cancellation));

        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Null(await value.GetAsync(Cancellation));
        Assert.Equal(1, _started);

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Expect().SetResult("one");
        Assert.Equal("one", await value.GetAsync(Cancellation));
        Assert.False(value.IsUncertain);
    }

    [Fact]
    public async Task Get_FetchThatThrows_IsReportedByItsTypeAloneAndNotTheLast()
    {
        var value = Value();
        Expect().SetException(new InvalidOperationException("with a secret"));

        Assert.Null(await value.GetAsync(Cancellation));
        Assert.Equal(nameof(InvalidOperationException), Assert.Single(_reported).Detail);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Expect().SetResult("one");
        Assert.Equal("one", await value.GetAsync(Cancellation));
    }

    [Fact]
    public async Task Get_ReaderThatGivesUp_DoesNotEndTheFetchOfOthers()
    {
        var value = Value();
        var fetch = Expect();
        using var impatient = new CancellationTokenSource();
        var first = value.GetAsync(impatient.Token).AsTask();
        var second = value.GetAsync(Cancellation).AsTask();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        fetch.SetResult("one");
        Assert.Equal("one", await second);
    }

    [Fact]
    public async Task GetNewer_ReaderWithAnOlderValue_GetsTheCurrentOneWithoutAFetch()
    {
        var value = await FilledAsync("one");

        Assert.Equal("one", await value.GetNewerAsync("zero", Cancellation));
        Assert.Equal(1, _started);
    }

    /// <summary>Strangers choose the key ids of their tokens: without a limit each would be a call to the provider.</summary>
    [Fact]
    public async Task GetNewer_AgainAndAgain_IsRationed()
    {
        var value = await FilledAsync("v1");
        foreach (var (known, next) in new[] { ("v1", "v2"), ("v2", "v3"), ("v3", "v4") })
        {
            Expect().SetResult(next);
            Assert.Equal(next, await value.GetNewerAsync(known, Cancellation));
        }

        Assert.Equal("v4", await value.GetNewerAsync("v4", Cancellation));
        Assert.Equal(4, _started);

        _clock.Advance(TimeSpan.FromSeconds(30));
        Expect().SetResult("v5");
        Assert.Equal("v5", await value.GetNewerAsync("v4", Cancellation));
        Assert.Equal("v5", await value.GetNewerAsync("v5", Cancellation));
        Assert.Equal(5, _started);
    }

    private async Task<RefreshingValue<string>> FilledAsync(string text)
    {
        var value = Value();
        Expect().SetResult(text);
        Assert.Equal(text, await value.GetAsync(Cancellation));
        return value;
    }

    private RefreshingValue<string> Value() => new(FetchAsync, _reported.Add, Times, _clock);

    private TaskCompletionSource<Result<string>> Expect()
    {
        var fetch = new TaskCompletionSource<Result<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _fetches.Enqueue(fetch);
        return fetch;
    }

    private Task<Result<string>> FetchAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _started);
        return _fetches.Dequeue().Task;
    }
}
