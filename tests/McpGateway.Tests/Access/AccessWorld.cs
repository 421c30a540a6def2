using McpGateway.Access;
using McpGateway.Access.Decisions;
using McpGateway.Access.Editing;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Foundation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Access;

/// <summary>The feature over a store in memory, with a catalog and (where a test gives one) an identity provider.</summary>
internal sealed class AccessWorld : IDisposable
{
    private AccessWorld(IDocumentStorage store, IProviderGroupDirectory? provider, string? scopesPath)
    {
        var options = Options.Create(new AccessOptions { ScopesConfigPath = scopesPath });
        Documents = new(
            store, () => [new AccessSnapshotProjection(Scopes!, Holder, options, NullLogger<AccessSnapshotProjection>.Instance)],
            NullLogger<DocumentStore>.Instance);
        Scopes = new(Documents);
        var directory = new GroupDirectory(provider is null ? [] : [provider], NullLogger<GroupDirectory>.Instance);
        Groups = new(Scopes, Documents, directory, Catalog, TimeProvider.System, NullLogger<GroupOperations>.Instance);
        Queries = new(Scopes, directory);
        Import = new(Scopes, Documents, directory, TimeProvider.System, NullLogger<ScopeImport>.Instance);
        Writes = new(Scopes, TimeProvider.System);
        Seeder = new(Scopes, Documents, options, TimeProvider.System, NullLogger<ScopeSeeder>.Instance);
    }

    public FakeCatalog Catalog { get; } = new();

    public AccessSnapshotHolder Holder { get; } = new();

    public DocumentStore Documents { get; }

    public ScopeRepository Scopes { get; }

    public GroupOperations Groups { get; }

    public GroupQueries Queries { get; }

    public ScopeImport Import { get; }

    public ScopeWrites Writes { get; }

    public ScopeSeeder Seeder { get; }

    public static Caller Admin => Callers.Admin;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AccessWorld> StartAsync(
        IProviderGroupDirectory? provider = null, IDocumentStorage? store = null, bool seeded = true)
    {
        var world = new AccessWorld(store ?? new MemoryDocumentStorage(), provider, null);
        if (seeded)
        {
            await world.Seeder.SeedAsync(Cancellation);
        }

        await world.Documents.StartAsync(Cancellation);
        return world;
    }

    public static AccessWorld WithFile(string path, IDocumentStorage? store = null) =>
        new(store ?? new MemoryDocumentStorage(), null, path);

    public async Task<ScopeRecord> ScopeAsync(string name) => (await Scopes.FindAsync(name, Cancellation))!.Value;

    public async Task<Result<long>> CommitAsync(Func<DocumentBatch, Task> prepare)
    {
        var batch = new DocumentBatch();
        await prepare(batch);
        return await Documents.CommitAsync(batch, Cancellation);
    }

    /// <summary>Whether a member of a group may call a tool, by the policy in force.</summary>
    public bool Allows(string group, string server, string tool) =>
        Holder.Current.For(Holder.Current.ScopesOf([group])).For(server).AllowsTool(tool);

    public void Dispose() => Documents.Dispose();

    internal sealed class FakeCatalog : IRegisteredServers
    {
        public Dictionary<string, CatalogServer> Servers { get; } = new(StringComparer.Ordinal)
        {
            ["/weather"] = new("weather", "Weather Service", ["forecast", "alerts"]),
            ["/team/github"] = new("team/github", "GitHub", ["search"]),
        };

        public Task<CatalogServer?> FindAsync(string path, CancellationToken cancellationToken) =>
            Task.FromResult(Servers.GetValueOrDefault(path));

        public Task<IReadOnlyList<CatalogServer>> ListAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CatalogServer>>([.. Servers.Values]);
    }
}
