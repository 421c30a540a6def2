using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Reads servers and what belongs to them, and prepares writes for a batch.</summary>
public sealed class ServerRepository(DocumentStore documents)
{
    public static readonly DocumentKind<ServerRecord> Servers = new("servers", ServersJsonContext.Default.ServerRecord);
    public static readonly DocumentKind<ServerToolsRecord> Tools = new("server_tools", ServersJsonContext.Default.ServerToolsRecord);
    public static readonly DocumentKind<ServerSecretsRecord> Secrets =
        new("server_secrets", ServersJsonContext.Default.ServerSecretsRecord) { IsSealed = true };

    public static readonly DocumentKind<RemovedServerRecord> Removed = new(
        "removed_servers", ServersJsonContext.Default.RemovedServerRecord)
    {
        IsSealed = true,
        ExpiryOf = static record => record.ExpiresAt,
    };

    public static readonly DocumentKind<ServerTombstone> Tombstones = new(
        "server_tombstones", ServersJsonContext.Default.ServerTombstone)
    {
        ExpiryOf = static stone => stone.ExpiresAt,
    };

    public Task<Document<ServerRecord>?> FindAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Servers, key, cancellationToken);

    public Task<IReadOnlyList<Document<ServerRecord>>> ListAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Servers, cancellationToken);

    public Task<Document<ServerToolsRecord>?> FindToolsAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Tools, key, cancellationToken);

    public Task<IReadOnlyList<Document<ServerToolsRecord>>> ListToolsAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Tools, cancellationToken);

    public Task<Document<ServerSecretsRecord>?> FindSecretsAsync(string key, CancellationToken cancellationToken) =>
        documents.FindAsync(Secrets, key, cancellationToken);

    public Task<IReadOnlyList<Document<ServerSecretsRecord>>> ListSecretsAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Secrets, cancellationToken);

    public Task<IReadOnlyList<Document<ServerTombstone>>> ListTombstonesAsync(CancellationToken cancellationToken) =>
        documents.ListAsync(Tombstones, cancellationToken);
}
