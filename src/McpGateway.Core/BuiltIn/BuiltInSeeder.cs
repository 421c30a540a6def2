using System.Text.Json.Serialization;
using McpGateway.Core.Foundation.Documents;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.BuiltIn;

/// <summary>
/// Registers the built-in servers once per store. What an operator does with them afterwards (switch off, edit, remove) stays done:
/// a seed is remembered and never repeated.
/// </summary>
public sealed class BuiltInSeeder(DocumentLedger ledger, IEnumerable<BuiltInServer> servers, TimeProvider time)
{
    private static readonly DocumentKind<BuiltInSeed> Seeds = new("builtin_seeds", BuiltInJsonContext.Default.BuiltInSeed);

    /// <summary>Writes what is missing. Safe to call on every start and on several replicas at once.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        foreach (var server in servers)
        {
            if (await ledger.FindAsync(Seeds, server.Name, cancellationToken) is not null)
            {
                continue;
            }

            var record = RecordOf(server);
            var batch = new DocumentBatch().Put(Seeds, server.Name, new BuiltInSeed(time.GetUtcNow()), DocumentBatch.Absent);
            if (await ledger.FindAsync(ServerRepository.Servers, record.Key, cancellationToken) is null)
            {
                batch.Put(ServerRepository.Servers, record.Key, record, DocumentBatch.Absent);
            }

            // A conflict means that another replica seeded first: nothing is left to do.
            await ledger.CommitAsync(batch, cancellationToken);
        }
    }

    private ServerRecord RecordOf(BuiltInServer server)
    {
        var now = time.GetUtcNow();
        return new()
        {
            ServerName = server.DisplayName,
            Description = server.Description,
            Path = server.Path,
            ProxyPassUrl = $"inprocess://{server.Name}/",
            Tags = server.Tags,
            License = "MIT",
            IsEnabled = true,
            IsBuiltIn = true,
            StatedTools = server.StatedTools,
            RegisteredBy = "system",
            RegisteredAt = now,
            UpdatedAt = now,
        };
    }
}

/// <summary>Remembers that a built-in server was registered (kind <c>builtin_seeds</c>, key = its name).</summary>
internal sealed record BuiltInSeed(DateTimeOffset SeededAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BuiltInSeed))]
internal sealed partial class BuiltInJsonContext : JsonSerializerContext;
