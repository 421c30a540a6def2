using System.Text.Json;
using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.EndToEndTests.Support;

/// <summary>Records of calls of the past, written into a data directory through the product's own port before a gateway opens it.</summary>
internal static class CallHistory
{
    private const int Batch = 1000;

    private static readonly JsonSerializerOptions Wire = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static async Task WriteAsync(string dataDirectory, IEnumerable<CallEntry> calls, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("DATA_DIR", dataDirectory)]).Build())
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(TimeProvider.System)
            .AddFoundation()
            .AddStorage()
            .BuildServiceProvider();
        await services.OpenStorageAsync(cancellationToken);
        var log = services.GetRequiredService<IRecordLog>();
        foreach (var batch in calls.Select(EntryOf).Chunk(Batch))
        {
            await log.AppendAsync(batch, cancellationToken);
        }
    }

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
        Value = call.DurationMs,
        BytesIn = call.RequestBytes,
        BytesOut = call.ResponseBytes,
        Body = JsonSerializer.Serialize(call, Wire),
    };
}
