using System.Text.Json.Serialization;
using McpGateway.Core.Audit;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.CrashWriter;

/// <summary>
/// Writes pairs of documents, audited as every commit of the product's is, until it is killed, and prints the number of each pair once
/// the store has acknowledged it. Arguments: data directory, first number, how many writers.
/// </summary>
internal static class Program
{
    private static readonly DocumentKind<Half> Left = new("left", CrashJsonContext.Default.Half);
    private static readonly DocumentKind<Half> Right = new("right", CrashJsonContext.Default.Half);

    private static async Task Main(string[] args)
    {
        var settings = new Dictionary<string, string?> { ["DATA_DIR"] = args[0] };
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton(typeof(ILogger<>), typeof(Microsoft.Extensions.Logging.Abstractions.NullLogger<>))
            .AddFoundation()
            .AddStorage()
            .AddAudit()
            .BuildServiceProvider();
        await services.OpenStorageAsync(CancellationToken.None);
        var store = services.GetRequiredService<DocumentStore>();
        await store.StartAsync(CancellationToken.None);
        var writers = int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture);
        var first = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => WriteAsync(store, first + writer, writers)));
    }

    private static async Task WriteAsync(DocumentStore store, int number, int step)
    {
        var padding = new string('x', 2000);
        for (; ; number += step)
        {
            var committed = await store.CommitAsync(
                new DocumentBatch().Put(Left, $"{number}", new(number, padding), DocumentBatch.Absent)
                    .Put(Right, $"{number}", new(number, padding), DocumentBatch.Absent),
                CancellationToken.None);
            if (!committed.IsSuccess)
            {
                throw new InvalidOperationException(committed.Error.Detail);
            }

            // One write per line: the reader drops a line that was cut off.
            await Console.Out.WriteAsync($"{number}\n");
            await Console.Out.FlushAsync();
        }
    }
}

internal sealed record Half(int Number, string Padding);

[JsonSerializable(typeof(Half))]
internal sealed partial class CrashJsonContext : JsonSerializerContext;
