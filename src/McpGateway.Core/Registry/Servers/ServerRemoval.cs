using System.Text.Json;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>The writes that remove a server, or a version of one, and what is kept of it for a while. Who may is decided before.</summary>
public sealed class ServerRemoval(
    ServerRepository repository, ServerCatalog catalog, ScopeRepository scopes, IEnumerable<IServerCompanion> companions,
    DocumentStore documents, TimeProvider time)
{
    /// <summary>The versions that go with a server: all. With one of its other versions none.</summary>
    public async Task<IReadOnlyList<Document<ServerRecord>>> VersionsOfAsync(ServerRecord server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.IsOtherVersion)
        {
            return [];
        }

        // One that was registered at another replica just now would be left behind without a server. Sources' servers have one version.
        if (server.Origin is null)
        {
            await documents.CatchUpAsync(cancellationToken);
        }

        var versions = new List<Document<ServerRecord>>();
        foreach (var entry in catalog.VersionsOf(server.Key))
        {
            if (await repository.FindAsync(entry.Server.Key, cancellationToken) is { } version)
            {
                versions.Add(version);
            }
        }

        return versions;
    }

    /// <summary>Everything that belongs to the server and its versions goes, the rights granted on it included.</summary>
    /// <param name="current">The server, or one of its other versions.</param>
    /// <param name="versions">What <see cref="VersionsOfAsync"/> gave.</param>
    public async Task<DocumentBatch> PlanAsync(
        Document<ServerRecord> current, IReadOnlyList<Document<ServerRecord>> versions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(versions);
        var batch = new DocumentBatch();
        var granting = await scopes.ListAsync(cancellationToken);
        string[] readers = [.. ServerAccessRules.ScopesOf(granting.Select(static scope => scope.Value), current.Value)];
        foreach (var server in versions.Prepend(current))
        {
            await AddRemovalAsync(server, readers, batch, cancellationToken);
        }

        // Rights are on the path: they stay while there is a version.
        foreach (var scope in current.Value.IsOtherVersion ? [] : granting)
        {
            if (ServerAccessRules.Without(scope.Value, current.Value) is { } narrowed)
            {
                batch.Put(ScopeRepository.Scopes, scope.Key, narrowed with { UpdatedAt = time.GetUtcNow() }, scope.Version);
            }
        }

        return batch;
    }

    /// <summary>What <see cref="RestoreServer"/> brings back.</summary>
    /// <param name="caller">Who removes it.</param>
    /// <param name="server">The server, or one of its other versions.</param>
    /// <param name="versions">What <see cref="VersionsOfAsync"/> gave.</param>
    public async Task<RemovedServerRecord> KeepAsync(
        Caller caller, ServerRecord server, IReadOnlyList<Document<ServerRecord>> versions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(versions);
        var kept = await KeepVersionAsync(server, cancellationToken);
        var others = new List<RemovedVersion>();
        foreach (var version in versions)
        {
            others.Add(await KeepVersionAsync(version.Value, cancellationToken));
        }

        var now = time.GetUtcNow();
        return new()
        {
            Server = kept.Server,
            Tools = kept.Tools,
            Secrets = kept.Secrets,
            Companions = kept.Companions,
            Versions = others,
            Grants = server.IsOtherVersion ? [] : await GrantsOnAsync(server, cancellationToken),
            RemovedBy = caller.Subject,
            RemovedAt = now,
            ExpiresAt = now + RestoreServer.Time,
        };
    }

    private async Task<RemovedGrant[]> GrantsOnAsync(ServerRecord server, CancellationToken cancellationToken) =>
    [
        .. (await scopes.ListAsync(cancellationToken))
            .Select(scope => (scope.Value, After: ServerAccessRules.Without(scope.Value, server)))
            .Where(static pair => pair.After is not null)
            .Select(static pair => RemovedGrant.Of(pair.Value, pair.After!)),
    ];

    private async Task<RemovedVersion> KeepVersionAsync(ServerRecord server, CancellationToken cancellationToken)
    {
        var kept = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var companion in companions)
        {
            if (companion.Name is { } name && await companion.KeepAsync(server.Key, cancellationToken) is { } body)
            {
                kept[name] = body;
            }
        }

        return new(
            server,
            (await repository.FindToolsAsync(server.Key, cancellationToken))?.Value,
            (await repository.FindSecretsAsync(server.Key, cancellationToken))?.Value)
        {
            Companions = kept,
        };
    }

    private async Task AddRemovalAsync(
        Document<ServerRecord> server, string[] readers, DocumentBatch batch, CancellationToken cancellationToken)
    {
        batch.Delete(ServerRepository.Servers, server.Key, server.Version)
            .Delete(ServerRepository.Tools, server.Key, null)
            .Delete(ServerRepository.Secrets, server.Key, null);
        ServerTombstone.Add(server.Value, wasDefault: !server.Value.IsOtherVersion, readers, time.GetUtcNow(), batch);
        foreach (var companion in companions)
        {
            await companion.AddRemovalAsync(server.Key, batch, cancellationToken);
        }
    }
}
