using McpGateway.Access.Groups;

namespace McpGateway.Core.Registry.Servers;

/// <summary>What group operations need to know of servers, read from memory.</summary>
internal sealed class RegisteredServers(ServerCatalog catalog) : IRegisteredServers
{
    public Task<CatalogServer?> FindAsync(string path, CancellationToken cancellationToken) =>
        Task.FromResult(catalog.Current.TryGetValue(ServerPath.KeyOf(path), out var entry) ? Of(entry) : null);

    public Task<IReadOnlyList<CatalogServer>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CatalogServer>>([.. catalog.Current.Values.Select(Of)]);

    private static CatalogServer Of(CatalogEntry entry) =>
        new(entry.Server.TechnicalName, entry.Server.ServerName, [.. (entry.Tools ?? []).Select(tool => tool.Name)]);
}
