using System.Collections.Concurrent;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Registry.Servers;
using McpGateway.Tests.Web;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Discovery.Embeddings;

/// <summary>The worker gives every entry a vector, each text once, and goes on where it was stopped.</summary>
public sealed class EmbeddingWorkerTests : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FollowDelay = TimeSpan.FromSeconds(2);

    private readonly SteppedTime _time = new();
    private readonly SearchIndex _index = new(RankingParameters.Default);
    private readonly VectorStore _vectors = new();
    private readonly Scripted _provider = new();
    private readonly WarningLog _log = new();
    private readonly Lease _lease = new();
    private readonly Refusal _refusal = new();
    private readonly DocumentStore _documents;
    private readonly SearchIndexChangeHandler _handler;
    private readonly EmbeddingWorker _worker;

    public EmbeddingWorkerTests()
    {
        _documents = new(
            new MemoryDocumentStorage(), () => [_handler!], NullLogger<DocumentStore>.Instance, () => [_refusal]);
        var agents = new AgentIndex(RankingParameters.Default);
        _handler = new(
            _index, agents, new ServerRepository(_documents), Records.Pins,
            new AgentCatalog(new(_documents), new([]), NullLogger<AgentCatalog>.Instance),
            _time, NullLogger<SearchIndexChangeHandler>.Instance);
        _worker = new(
            new EmbeddingProviderChoice(_provider), _index, agents, _handler, _vectors, _documents, [_lease], _time, _log);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(CancellationToken.None);
        await _handler.StopAsync(CancellationToken.None);
        _worker.Dispose();
        _handler.Dispose();
        _documents.Dispose();
    }

    [Fact]
    public async Task Run_Catalogue_IsEmbeddedInBatchesEachTextOnce()
    {
        await StartAsync("One", "Two");

        await DoneAsync(count: 6);

        Assert.All(_provider.Batches, batch => Assert.InRange(batch.Count, 1, _provider.BatchSize));
        Assert.Equal(6, _provider.Batches.Sum(batch => batch.Count));
        Assert.Equal(6, (await _documents.ListByOwnerAsync(EmbeddingRecord.Kind, _provider.Model, Cancel)).Count);
    }

    [Fact]
    public async Task Run_ChangedEntry_OnlyItsTextIsEmbeddedAgain()
    {
        await StartAsync("One", "Two");
        await DoneAsync(count: 6);
        var before = _provider.Batches.Sum(batch => batch.Count);

        await PutAsync("One", Catalogue.Tool("first", "A new description"), Catalogue.Tool("second"));
        await DoneAsync(count: 7);

        Assert.Equal(before + 1, _provider.Batches.Sum(batch => batch.Count));
    }

    [Fact]
    public async Task Run_ProviderFailsHalfway_GoesOnWhereItWas()
    {
        _provider.FailsFrom = 1;
        await StartAsync("One", "Two");
        await TimerAsync();
        Assert.Equal(_provider.BatchSize, _vectors.Current!.Count);
        Assert.Contains("of 6 entries", _vectors.Progress, StringComparison.Ordinal);

        _provider.FailsFrom = int.MaxValue;
        _time.Advance(RetryDelay);
        await DoneAsync(count: 6);

        Assert.Equal(6, _provider.Batches.SelectMany(batch => batch).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Run_ProviderThrows_TriesAgainLater()
    {
        _provider.Throws = true;
        await StartAsync("One");
        await TimerAsync();
        Assert.Null(_vectors.Current);

        _provider.Throws = false;
        _time.Advance(RetryDelay);

        await DoneAsync(count: 3);
    }

    /// <summary>What is in force and not stored would be embedded again after each restart.</summary>
    [Fact]
    public async Task Run_VectorsThatCannotBeStored_AreTriedAgain()
    {
        _refusal.IsOn = true;
        await StartAsync("One");
        await TimerAsync();
        Assert.Equal(0, _vectors.Current!.Count);
        Assert.Equal((EmbeddingPhase.Failed, "refused"), (_vectors.Status.Phase, _vectors.Status.Problem));

        _refusal.IsOn = false;
        _time.Advance(RetryDelay);
        await DoneAsync(count: 3);

        Assert.Equal(3, (await _documents.ListByOwnerAsync(EmbeddingRecord.Kind, _provider.Model, Cancel)).Count);
    }

    /// <summary>A model that cannot be used stays so for long: it is tried again, and said once.</summary>
    [Fact]
    public async Task Run_SameFailureAgain_IsLoggedOnceAndStandsInTheStatus()
    {
        _provider.FailsFrom = 0;
        await StartAsync("One");
        await TimerAsync();
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(RetryDelay);
            await TimerAsync();
        }

        Assert.Single(_log.Warnings);
        Assert.Equal((EmbeddingPhase.Failed, "away"), (_vectors.Status.Phase, _vectors.Status.Problem));

        _provider.FailsFrom = int.MaxValue;
        _time.Advance(RetryDelay);
        await DoneAsync(count: 3);

        Assert.Equal(
            new EmbeddingStatus("scripted/one", EmbeddingPhase.Complete, 3, 3, null) { Dimensions = 3 }, _vectors.Status);
    }

    /// <summary>Of several replicas one embeds; the others take what it has stored, and go on when it is gone.</summary>
    [Fact]
    public async Task Run_AnotherReplicasTurn_TakesWhatItStores()
    {
        _lease.IsAnothers = true;
        await StartAsync("One");
        await TimerAsync();
        Assert.Empty(_provider.Batches);

        var record = new EmbeddingRecord(_provider.Model, [1, 2, 3], 0.5f);
        var text = EntityText.Of(_index.Current.Segments[0].Segment, 1);
        await _documents.CommitAsync(
            new DocumentBatch().Put(
                EmbeddingRecord.Kind, EmbeddingRecord.KeyOf(_provider.Model, EntityText.HashOf(text)), record, null),
            Cancel);
        _time.Advance(FollowDelay);
        await TimerAsync();
        Assert.Equal(1, _vectors.Current!.Count);
        Assert.Empty(_provider.Batches);
        Assert.Equal(_lease.Role, $"embeddings.{EntityText.HashOf(_provider.Model)}");

        _lease.IsAnothers = false;
        _time.Advance(FollowDelay);
        await DoneAsync(count: 3);

        Assert.Equal(2, _provider.Batches.Sum(batch => batch.Count));
    }

    /// <summary>A text that the provider cannot stand is told apart, and keeps no other from its vector.</summary>
    [Fact]
    public async Task Run_OneTextIsRefused_AllOthersHaveAVector()
    {
        _provider.Refuses = "second";
        await StartAsync("One");
        await TimerAsync();

        Assert.Equal((EmbeddingPhase.Failed, 2, 3, 1), (
            _vectors.Status.Phase, _vectors.Status.Embedded, _vectors.Status.Total, _vectors.Status.Failed));
        Assert.Equal("refused", _vectors.Status.Problem);
        Assert.NotNull(_vectors.Status.ProblemAt);
        _time.Advance(RetryDelay);
        await TimerAsync();
        Assert.Single(_log.Warnings);

        _provider.Refuses = null;
        _time.Advance(RetryDelay);
        await DoneAsync(count: 3);
        Assert.Equal((0, null), (_vectors.Status.Failed, _vectors.Status.Problem));
    }

    [Fact]
    public async Task Run_VectorsOfAnotherLength_AreNotMixed()
    {
        await StartAsync("One");
        await DoneAsync(count: 3);

        _provider.Dimensions = 5;
        await PutAsync("Two", Catalogue.Tool("other"));
        await TimerAsync();

        Assert.Equal((3, 3), (_vectors.Current!.Dimensions, _vectors.Current.Count));
        Assert.NotNull(_vectors.Progress);
    }

    private async Task StartAsync(params string[] servers)
    {
        await _documents.StartAsync(Cancel);
        await _handler.StartAsync(Cancel);
        foreach (var server in servers)
        {
            await PutAsync(server, Catalogue.Tool("first"), Catalogue.Tool("second"));
        }

        await _worker.StartAsync(Cancel);
    }

    private async Task PutAsync(string name, params ToolRecord[] tools)
    {
        var server = Catalogue.Server(name);
        await _documents.CommitAsync(
            new DocumentBatch()
                .Put(ServerRepository.Servers, server.Key, server, null)
                    .Put(ServerRepository.Tools, server.Key, Catalogue.Tools(tools), null),
            Cancel);
        await _handler.FlushAsync(Cancel);
    }

    private async Task DoneAsync(int count) =>
        await Eventually.UntilAsync(() => _vectors.Current?.Count == count && _vectors.Progress is null, $"{count} vectors");

    /// <summary>Waits until the worker waits to try again.</summary>
    private async Task TimerAsync() => await Eventually.UntilAsync(() => _time.Waiting > 0, "a timer that runs");

    /// <summary>Refuses vectors while it is on.</summary>
    private sealed class Refusal : ICommitGuard
    {
        private volatile bool _isOn;

        public bool IsOn
        {
            get => _isOn;
            set => _isOn = value;
        }

        public bool Concerns(DocumentBatch batch) => _isOn && batch.Writes.Any(static write => write.Kind == EmbeddingRecord.Kind.Name);

        public Task<Error?> FindRefusalAsync(DocumentBatch batch, CancellationToken cancellationToken) =>
            Task.FromResult<Error?>(new(ErrorKind.Unavailable, "refused"));
    }

    private sealed class Lease : ILeaderLease
    {
        private volatile string? _role;

        private volatile bool _isAnothers;

        public bool IsAnothers
        {
            get => _isAnothers;
            set => _isAnothers = value;
        }

        /// <summary>What was asked for last.</summary>
        public string? Role => _role;

        public Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken)
        {
            _role = role;
            return Task.FromResult<ILeadership?>(_isAnothers ? null : new Leadership());
        }

        private sealed class Leadership : ILeadership
        {
            public CancellationToken Lost => CancellationToken.None;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class WarningLog : ILogger<EmbeddingWorker>
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                Warnings.Enqueue(formatter(state, exception));
            }
        }
    }

    private sealed class Scripted : IEmbeddingProvider
    {
        private int _calls;

        public string Model => "scripted/one";

        public int BatchSize => 2;

        public int Dimensions { get; set; } = 3;

        public int FailsFrom { get; set; } = int.MaxValue;

        public bool Throws { get; set; }

        /// <summary>Batches with a text that holds this are refused.</summary>
        public string? Refuses { get; set; }

        public ConcurrentQueue<IReadOnlyList<string>> Batches { get; } = new();

        public Task<Result<IReadOnlyList<float[]>>> EmbedAsync(
            IReadOnlyList<string> texts, TextRole role, CancellationToken cancellationToken)
        {
            if (Throws)
            {
                throw new NotSupportedException("broken model");
            }

            if (_calls++ >= FailsFrom)
            {
                return Task.FromResult<Result<IReadOnlyList<float[]>>>(new Error(ErrorKind.Unavailable, "away"));
            }

            if (Refuses is { } refused && texts.Any(text => text.Contains(refused, StringComparison.Ordinal)))
            {
                return Task.FromResult<Result<IReadOnlyList<float[]>>>(new Error(ErrorKind.Unavailable, "refused"));
            }

            Batches.Enqueue(texts);
            return Task.FromResult<Result<IReadOnlyList<float[]>>>(
                texts.Select(text => Enumerable.Range(1, Dimensions).Select(i => (float)Math.Sin(i * text.Length)).ToArray()).ToArray());
        }
    }
}
