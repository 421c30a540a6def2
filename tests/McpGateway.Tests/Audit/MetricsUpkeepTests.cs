using McpGateway.Core.Audit;
using McpGateway.Core.MetricsService;
using McpGateway.Foundation.Records;
using McpGateway.Storage.Records;
using McpGateway.Storage.Series;
using McpGateway.Storage.Sqlite;
using McpGateway.Tests.Access;
using McpGateway.Tests.Storage;
using McpGateway.Tests.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Audit;

/// <summary>What was sent, and searches, go when they are too old.</summary>
public sealed class MetricsUpkeepTests : IAsyncLifetime
{
    private const int Days = 30;

    private readonly SteppedTime _time = new();
    private readonly SqliteFixture _fixture = new(TimeProvider.System);
    private SqlitePartitions _partitions = null!;
    private SqlRecordLog _log = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _partitions = new(_fixture.Database);
        _log = new(_fixture.Database, _partitions);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _partitions.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Theory]
    [InlineData(RecordStreams.Metrics)]
    [InlineData(RecordStreams.Searches)]
    public async Task Upkeep_RecordsOlderThanTheRetention_AreDropped(string stream)
    {
        var now = _time.GetUtcNow();
        await _log.AppendAsync(
            [Entry(stream, now.AddDays(-Days - 2)), Entry(stream, now.AddDays(-Days + 2)), Entry(stream, now)], Cancellation);
        var options = Options.Create(new MetricsServiceOptions { RetentionDays = Days });
        using var searches = new SearchWriter(_log, _time, NullLogger<SearchWriter>.Instance);
        using var upkeep = new MetricsUpkeep(
            new(_log, options, _time), searches, _log, new SqlRecordSeries(_fixture.Database, _partitions), options, _time,
            NullLogger<MetricsUpkeep>.Instance);
        await upkeep.StartAsync(Cancellation);
        Assert.Equal(3, await CountAsync(stream));

        await Eventually.UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            return await CountAsync(stream) == 2;
        });
        await upkeep.StopAsync(Cancellation);
    }

    /// <summary>Searches are written behind whoever searched, and what is there at the stop is, too.</summary>
    [Fact]
    public async Task Searches_OfAProcess_AreKeptWithTheirHitsAndWithoutTheirText()
    {
        using var searches = new SearchWriter(_log, _time, NullLogger<SearchWriter>.Instance);
        await searches.StartAsync(Cancellation);

        searches.Record(3, "hybrid", TimeSpan.FromMilliseconds(12));
        searches.Record(0, "lexical-only", TimeSpan.FromMilliseconds(1));
        searches.Record(null, "lexical-only", TimeSpan.FromMilliseconds(2));
        await searches.StopAsync(Cancellation);
        _time.Advance(TimeSpan.FromMinutes(1));

        var page = await _log.QueryAsync(new() { Stream = RecordStreams.Searches }, null, 10, Cancellation);
        Assert.Equal(["failed", "found", "nothing"], page.Value!.Entries.Select(static entry => entry.Outcome).Order());
        var use = new SearchUse(new SqlRecordSeries(_fixture.Database, _partitions), _time);
        var figures = await use.ReadAsync(Callers.Admin, CallRange.Day, Cancellation);
        Assert.Equal((3L, 1L, 1L), (figures.Value!.Searches, figures.Value.WithoutHits, figures.Value.Failed));
        Assert.False((await use.ReadAsync(Callers.With(), CallRange.Day, Cancellation)).IsSuccess);
    }

    private async Task<int> CountAsync(string stream) =>
        (await _log.QueryAsync(new() { Stream = stream }, null, 100, Cancellation)).Value!.Entries.Count;

    private static LogEntry Entry(string stream, DateTimeOffset at) => new() { Stream = stream, At = at, Body = "{}" };
}
