using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Egress.Storage;

/// <summary>Everything that is kept about credentials at upstreams. All of it is sealed, and no key tells a user or a token.</summary>
internal sealed class EgressRepository(DocumentStore documents) : IServerCompanion
{
    public static readonly DocumentKind<EgressSettingsRecord> Settings =
        new(EgressDocuments.Settings, EgressJsonContext.Default.EgressSettingsRecord) { IsSealed = true };

    public static readonly DocumentKind<RegisteredClientRecord> Clients =
        new("egress_clients", EgressJsonContext.Default.RegisteredClientRecord) { IsSealed = true };

    public static readonly DocumentKind<EgressTokensRecord> Tokens = new(
        EgressDocuments.Tokens, EgressJsonContext.Default.EgressTokensRecord)
    {
        IsSealed = true,
        OwnerOf = record => record.Subject,
    };

    public static readonly DocumentKind<PendingConnectRecord> Pending = new(
        "egress_pending", EgressJsonContext.Default.PendingConnectRecord)
    {
        IsSealed = true,
        OwnerOf = record => record.Subject,
        ExpiryOf = record => record.ExpiresAt,
    };

    public static string TokensKey(string server, string subject) => Hash($"{server}\n{subject}");

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public Task<Document<EgressSettingsRecord>?> FindSettingsAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Settings, key, cancellationToken);

    public Task<IReadOnlyList<Document<EgressSettingsRecord>>> ListSettingsAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Settings, cancellationToken);

    public Task<Document<RegisteredClientRecord>?> FindClientAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Clients, key, cancellationToken);

    public Task<Document<EgressTokensRecord>?> FindTokensAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Tokens, key, cancellationToken);

    public Task<IReadOnlyList<Document<EgressTokensRecord>>> ListTokensAsync(string subject, CancellationToken cancellationToken) =>
        documents.ListByOwnerAsync(Tokens, subject, cancellationToken);

    public Task<Document<PendingConnectRecord>?> FindPendingAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Pending, key, cancellationToken);

    public async Task AddRemovalAsync(string key, DocumentBatch batch, CancellationToken cancellationToken)
    {
        batch.Delete(Settings, key, null).Delete(Clients, key, null);
        foreach (var tokens in await documents.ListAsync(Tokens, cancellationToken))
        {
            if (tokens.Value.Server == key)
            {
                batch.Delete(Tokens, tokens.Key, null);
            }
        }
    }

    public string? Name => EgressDocuments.Settings;

    public async Task<JsonElement?> KeepAsync(string key, CancellationToken cancellationToken) =>
        await FindSettingsAsync(key, cancellationToken) is { } settings
            ? JsonSerializer.SerializeToElement(settings.Value, EgressJsonContext.Default.EgressSettingsRecord) : null;

    public void AddRestoration(string key, JsonElement kept, DocumentBatch batch)
    {
        if (kept.Deserialize(EgressJsonContext.Default.EgressSettingsRecord) is { } settings)
        {
            batch.Put(Settings, key, settings, expectedVersion: null);
        }
    }
}
