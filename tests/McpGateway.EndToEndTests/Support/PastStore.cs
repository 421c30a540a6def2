using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Core.Audit;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.EndToEndTests.Support;

/// <summary>A past, written into a data directory through the product's own ports before a gateway opens it.</summary>
internal sealed class PastStore : IAsyncDisposable
{
    /// <summary>Ten full blocks. What lies close together in time shares the sums of its minutes, so calls are brought in order.</summary>
    private const int Batch = 18_000;

    private static readonly JsonSerializerOptions Wire = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ServiceProvider _services;

    private PastStore(ServiceProvider services) => _services = services;

    public static async Task<PastStore> OpenAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("DATA_DIR", dataDirectory)]).Build())
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(TimeProvider.System)
            .AddFoundation()
            .AddStorage()
            .BuildServiceProvider();
        await services.OpenStorageAsync(cancellationToken);
        return new(services);
    }

    public async Task AddAsync(IEnumerable<CallEntry> calls, CancellationToken cancellationToken)
    {
        var log = _services.GetRequiredService<IRecordLog>();
        foreach (var batch in calls.OrderBy(static call => call.At).Select(EntryOf).Chunk(Batch))
        {
            await log.AppendAsync(batch, cancellationToken);
        }
    }

    /// <summary>What earlier scans found.</summary>
    public async Task AddAsync(IEnumerable<ScanRecord> scans, CancellationToken cancellationToken)
    {
        var batch = scans.Aggregate(
            new DocumentBatch(), static (all, scan) => all.Put(ScanRepository.Scans, scan.Path, scan, DocumentBatch.Absent));
        var outcome = await _services.GetRequiredService<IDocumentStorage>().CommitAsync(batch, cancellationToken);
        Assert.True(outcome.IsSuccess, outcome.Error?.Detail);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static LogEntry EntryOf(CallEntry call) => new()
    {
        Stream = CallEntry.Stream,
        At = call.At,
        User = call.User,
        Subject = call.User.Length > 0 ? "local:" + call.User : null,
        Server = call.Server,
        Outcome = call.Outcome,
        Method = call.Method,
        Target = call.Target,
        Client = call.ClientId,
        Status = call.Status,
        Instance = call.Instance,
        Value = call.DurationMs,
        BytesIn = call.RequestBytes,
        BytesOut = call.ResponseBytes,
        Body = JsonSerializer.Serialize(call, Wire),
    };
}
