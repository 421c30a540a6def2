using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Audit;

public sealed class CallUpkeepTests
{
    private static readonly AuditOptions Options = new() { KeepCalls = TimeSpan.FromDays(3), KeepSeries = TimeSpan.FromDays(90) };

    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Also when the rest of the upkeep fails: a store that fills up must not keep old days for that.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upkeep_TrimIsDue_DropsWhatIsTooOld(bool fails)
    {
        var store = new Store(_time, fails);
        using var upkeep = new CallUpkeep(
            store, store, Microsoft.Extensions.Options.Options.Create(Options), _time, NullLogger<CallUpkeep>.Instance);

        await upkeep.StartAsync(Cancellation);
        var trimmed = await store.Trimmed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await upkeep.StopAsync(Cancellation);

        Assert.Equal((_time.GetUtcNow() - Options.KeepCalls, _time.GetUtcNow() - Options.KeepSeries), trimmed);
        Assert.Equal("calls", store.Stream);
    }

    /// <summary>Time passes while it works.</summary>
    private sealed class Store(ManualTimeProvider time, bool fails) : IRecordLog, IRecordSeries
    {
        private DateTimeOffset _before;

        public TaskCompletionSource<(DateTimeOffset Calls, DateTimeOffset Series)> Trimmed { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Stream { get; private set; }

        public Task<bool> MaintainAsync(string stream, DateTimeOffset now, CancellationToken cancellationToken)
        {
            Stream = stream;
            if (Trimmed.Task.IsCompleted)
            {
                return Task.FromResult(false);
            }

            time.Advance(TimeSpan.FromMinutes(2));
            return fails ? throw new IOException("The store is away.") : Task.FromResult(true);
        }

        public Task<long> TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken)
        {
            _before = before;
            return Task.FromResult(0L);
        }

        Task IRecordSeries.TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken)
        {
            Trimmed.TrySetResult((_before, before));
            return Task.CompletedTask;
        }

        public Task AppendAsync(IReadOnlyList<LogEntry> entries, LogBatchId? batch, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Result<LogPage>> QueryAsync(LogFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<LogBucket>> AggregateAsync(
            LogFilter filter, TimeSpan bucket, LogGrouping grouping, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<SeriesPoint>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<SeriesPoint>> SumAsync(SeriesQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
