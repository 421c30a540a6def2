using System.Text.Json.Serialization;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Health;

/// <summary>What the last checks found, as every replica sees it.</summary>
public sealed class HealthRepository(DocumentStore documents)
{
    public static readonly DocumentKind<HealthRecord> Health = new("server_health", HealthJsonContext.Default.HealthRecord);

    public Task<Document<HealthRecord>?> FindAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Health, key, cancellationToken);

    public Task<IReadOnlyList<Document<HealthRecord>>> ListAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Health, cancellationToken);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthRecord))]
internal sealed partial class HealthJsonContext : JsonSerializerContext;
