using System.Text.Json.Serialization;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Federation;

/// <summary>Reads what is kept about sources, and prepares writes for a batch.</summary>
public sealed class FederationRepository(DocumentStore documents)
{
    /// <summary>What configurations are kept as.</summary>
    public const string ConfigKind = "federation_configs";

    /// <summary>What the runs of sources are kept as.</summary>
    public const string RunKind = "federation_runs";

    internal static readonly DocumentKind<FederationConfigRecord> Configs =
        new(ConfigKind, FederationJsonContext.Default.FederationConfigRecord) { IsSealed = true };

    internal static readonly DocumentKind<SourceHistoryRecord> Histories =
        new(RunKind, FederationJsonContext.Default.SourceHistoryRecord);

    internal static readonly DocumentKind<SourceTokenRecord> Tokens =
        new("federation_tokens", FederationJsonContext.Default.SourceTokenRecord) { IsSealed = true };

    internal static readonly DocumentKind<RegistryIdentityRecord> Identities =
        new("federation_identity", FederationJsonContext.Default.RegistryIdentityRecord);

    public Task<Document<FederationConfigRecord>?> FindConfigAsync(string id, CancellationToken cancellationToken) =>
        documents.FindAsync(Configs, id, cancellationToken);

    public Task<IReadOnlyList<Document<FederationConfigRecord>>> ListConfigsAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Configs, cancellationToken);

    public Task<Document<SourceHistoryRecord>?> FindHistoryAsync(string source, CancellationToken cancellationToken) =>
        documents.FindAsync(Histories, source, cancellationToken);

    internal Task<Document<SourceTokenRecord>?> FindTokenAsync(string source, CancellationToken cancellationToken) =>
        documents.FindAsync(Tokens, source, cancellationToken);

    internal Task<IReadOnlyList<Document<SourceHistoryRecord>>> ListHistoriesAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Histories, cancellationToken);

    public Task<Document<RegistryIdentityRecord>?> FindIdentityAsync(CancellationToken cancellationToken) =>
        documents.FindAsync(Identities, RegistryIdentityRecord.Key, cancellationToken);
}

/// <summary>Which registry this is, for peers (kind <c>federation_identity</c>).</summary>
/// <param name="Id">Drawn once, at random.</param>
public sealed record RegistryIdentityRecord(string Id)
{
    /// <summary>There is one.</summary>
    public const string Key = "self";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FederationConfigRecord))]
[JsonSerializable(typeof(SourceHistoryRecord))]
[JsonSerializable(typeof(SourceTokenRecord))]
[JsonSerializable(typeof(RegistryIdentityRecord))]
internal sealed partial class FederationJsonContext : JsonSerializerContext;
