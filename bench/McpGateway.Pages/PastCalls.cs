using McpGateway.Foundation;
using McpGateway.Foundation.Records;
using McpGateway.Records;
using McpGateway.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Pages;

/// <summary>Calls of the past, written into a data directory through the store's port before the gateway opens it.</summary>
internal static class PastCalls
{
    private const int BatchSize = 18_000;

    public static async Task WriteAsync(string dataDirectory, PageOptions options)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("DATA_DIR", dataDirectory)]).Build())
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(TimeProvider.System)
            .AddFoundation()
            .AddStorage()
            .BuildServiceProvider();
        await services.OpenStorageAsync(CancellationToken.None);
        var log = services.GetRequiredService<IRecordLog>();
        var span = TimeSpan.FromDays(options.Days);
        var maker = new RecordMaker(options.Rows, DateTimeOffset.UtcNow - span, span);
        for (var done = 0; done < options.Rows; done += BatchSize)
        {
            await log.AppendAsync(maker.Make(done, Math.Min(BatchSize, options.Rows - done)), CancellationToken.None);
        }
    }
}
