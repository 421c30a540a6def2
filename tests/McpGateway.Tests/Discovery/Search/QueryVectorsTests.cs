using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Foundation;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Discovery.Search;

public sealed class QueryVectorsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly VectorStore _store = new();
    private readonly Provider _provider = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task For_WithoutAProvider_IsWordsAloneAndNoFault()
    {
        var vectors = Vectors(new(null));

        Assert.Equal(default, await vectors.ForAsync("q", Cancel));
    }

    [Fact]
    public async Task For_NothingEmbeddedYet_SaysSoAndAsksNobody()
    {
        var found = await Vectors().ForAsync("q", Cancel);

        Assert.Null(found.Part);
        Assert.Contains("not embedded yet", found.Degraded, StringComparison.Ordinal);
        Assert.Equal(0, _provider.Calls);
    }

    [Fact]
    public async Task For_SameQuery_IsEmbeddedOnce()
    {
        Publish();
        var vectors = Vectors();

        var first = await vectors.ForAsync("q", Cancel);
        var second = await vectors.ForAsync("q", Cancel);
        await vectors.ForAsync("another", Cancel);

        Assert.Equal(2, _provider.Calls);
        Assert.Equal(first.Part!.Query.Vectors[0].Values, second.Part!.Query.Vectors[0].Values);
        Assert.Null(second.Degraded);
    }

    [Fact]
    public async Task For_CatalogueHalfEmbedded_AnswersAndSaysSo()
    {
        Publish();
        _store.Report(new("m", EmbeddingPhase.Embedding, 1, 3, null));

        var found = await Vectors().ForAsync("q", Cancel);

        Assert.NotNull(found.Part);
        Assert.Equal("Embedding the catalogue: 1 of 3 entries have a vector.", found.Degraded);
    }

    public static TheoryData<string> Failures => ["error", "dimensions", "count", "timeout"];

    /// <summary>A provider that fails is left alone for ten seconds: searches do not wait for it one after the other.</summary>
    [Theory]
    [MemberData(nameof(Failures))]
    public async Task For_ProviderFails_IsAskedAgainAfterAPause(string failure)
    {
        Publish();
        var vectors = Vectors();
        _provider.Failure = failure;

        var refused = await vectors.ForAsync("q", Cancel);
        Assert.Null(refused.Part);
        Assert.Contains("not available", refused.Degraded, StringComparison.Ordinal);

        _provider.Failure = null;
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Null((await vectors.ForAsync("q", Cancel)).Part);
        Assert.Equal(1, _provider.Calls);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotNull((await vectors.ForAsync("q", Cancel)).Part);
    }

    /// <summary>A model in this process that has no time is not broken: the next query is tried at once.</summary>
    [Fact]
    public async Task For_ProviderBusy_GoesByWordsOnceWithoutAPause()
    {
        Publish();
        var vectors = Vectors();
        _provider.Failure = "busy";

        var refused = await vectors.ForAsync("q", Cancel);
        Assert.Null(refused.Part);
        Assert.Contains("busy", refused.Degraded, StringComparison.Ordinal);

        _provider.Failure = null;
        Assert.NotNull((await vectors.ForAsync("q", Cancel)).Part);
    }

    /// <summary>Whoever asks the same again has the vector, and nobody has waited for it.</summary>
    [Fact]
    public async Task For_ProviderBusy_IsEmbeddedWhenThereIsTime()
    {
        Publish();
        using var vectors = Vectors();
        _provider.Failure = "busy";
        Assert.Null((await vectors.ForAsync("q", Cancel)).Part);
        await Eventually.UntilAsync(() => _provider.Calls > 1);

        _provider.Failure = null;
        await Eventually.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _provider.Answered > 0;
        });
        var calls = _provider.Calls;

        Assert.NotNull((await vectors.ForAsync("q", Cancel)).Part);
        Assert.Equal((calls, 1), (_provider.Calls, _provider.Answered));
    }

    [Fact]
    public async Task For_ModelThatCannotBeUsed_SaysThatItIsNotAvailable()
    {
        _store.Report(new("m", EmbeddingPhase.Failed, 0, 3, "no such file /srv/secret"));

        var found = await Vectors().ForAsync("q", Cancel);

        Assert.Contains("not available", found.Degraded, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", found.Degraded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_LongQueryOfSeveralSteps_HasAVectorOfEach()
    {
        Publish();

        var found = await Vectors().ForAsync(
            "First find me a good hotel in the middle of Paris for three nights. Then book a table at an Italian restaurant nearby. "
                + "Also tell me what the weather will be like on Saturday.",
            Cancel);

        Assert.Equal(4, found.Part!.Query.Vectors.Count);
        Assert.Equal(1, _provider.Calls);
    }

    [Fact]
    public async Task For_CallerGivesUp_IsNoFailureOfTheProvider()
    {
        Publish();
        var vectors = Vectors();
        _provider.Failure = "timeout";
        using var gone = new CancellationTokenSource();
        var searching = vectors.ForAsync("q", gone.Token).AsTask();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => searching);
        _provider.Failure = null;
        Assert.NotNull((await vectors.ForAsync("q", Cancel)).Part);
    }

    /// <summary>Vectors of two models of one length look alike and have nothing to do with each other.</summary>
    [Fact]
    public async Task For_SameQueryAfterAChangeOfModel_IsEmbeddedByTheOther()
    {
        var former = new Provider("former");
        _store.Former = former;
        Publish("former");
        var vectors = Vectors();
        await vectors.ForAsync("q", Cancel);
        Assert.Equal((1, 0), (former.Calls, _provider.Calls));

        Publish();
        await vectors.ForAsync("q", Cancel);

        Assert.Equal((1, 1), (former.Calls, _provider.Calls));
    }

    /// <summary>A query's vector of one model and the catalogue's of another are never compared.</summary>
    [Fact]
    public async Task For_VectorsOfAModelThatNobodyCanAsk_GoesByWords()
    {
        Publish("former");

        var found = await Vectors().ForAsync("q", Cancel);

        Assert.Null(found.Part);
        Assert.Contains("not available", found.Degraded, StringComparison.Ordinal);
        Assert.Equal(0, _provider.Calls);
    }

    private QueryVectors Vectors(EmbeddingProviderChoice? choice = null) => new(
        choice ?? new EmbeddingProviderChoice(_provider), _store,
        Options.Create(new DiscoveryOptions { QueryTimeout = TimeSpan.FromMilliseconds(_provider.Failure is null ? 200 : 20) }),
        _time, NullLogger<QueryVectors>.Instance);

    private void Publish(string model = "m")
    {
        var space = new VectorSpace(model, 2);
        space.Add("h", QuantizedVector.From([1, 0]));
        _store.Publish(space);
    }

    private sealed class Provider(string model = "m") : IEmbeddingProvider
    {
        private int _calls;
        private int _answered;
        private string? _failure;

        public string Model => model;

        public int BatchSize => 1;

        public string? Failure
        {
            get => Volatile.Read(ref _failure);
            set => Volatile.Write(ref _failure, value);
        }

        public int Calls => Volatile.Read(ref _calls);

        public int Answered => Volatile.Read(ref _answered);

        public async Task<Result<IReadOnlyList<float[]>>> EmbedAsync(
            IReadOnlyList<string> texts, TextRole role, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            if (Failure == "timeout")
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Failure switch
            {
                "busy" => new Error(ErrorKind.TooManyRequests, "busy"),
                "error" => new Error(ErrorKind.Unavailable, "away"),
                "dimensions" => new[] { new float[3] },
                "count" => Array.Empty<float[]>(),
                _ => Answer(texts),
            };
        }

        private float[][] Answer(IReadOnlyList<string> texts)
        {
            Interlocked.Increment(ref _answered);
            return [.. texts.Select(static text => new[] { text.Length, 1f })];
        }
    }
}
