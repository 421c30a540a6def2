using System.Text.Json.Serialization;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Health.History;

/// <summary>The stored history of each server. Read one by one, when somebody looks: it is never held in memory as a whole.</summary>
internal sealed class HealthHistoryRepository(DocumentStore documents) : IServerCompanion
{
    public static readonly DocumentKind<HealthHistoryRecord> Histories = new(
        HealthHistoryQueries.DocumentKind, HistoryJsonContext.Default.HealthHistoryRecord);

    public Task<Document<HealthHistoryRecord>?> FindAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Histories, key, cancellationToken);

    public Task AddRemovalAsync(string key, DocumentBatch batch, CancellationToken cancellationToken)
    {
        batch.Delete(Histories, key, null);
        return Task.CompletedTask;
    }

    /// <summary>With what the last checks found, which is what routes go by.</summary>
    public async Task AddMovesAsync(DefaultChange change, DocumentBatch batch, CancellationToken cancellationToken)
    {
        await change.AddAsync(documents, Histories, batch, cancellationToken);
        await change.AddAsync(documents, HealthRepository.Health, batch, cancellationToken);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthHistoryRecord))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;
