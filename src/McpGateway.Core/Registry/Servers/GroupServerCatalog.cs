using McpGateway.Core.Access.Groups;

namespace McpGateway.Core.Registry.Servers;

/// <summary>What group operations need to know of servers, read from memory.</summary>
internal sealed class GroupServerCatalog(ServerCatalog catalog) : IServerCatalog
{
    public Task<CatalogServer?> FindAsync(string path, CancellationToken cancellationToken) => Task.FromResult(
        catalog.Current.TryGetValue(ServerPath.KeyOf(path), out var entry)
            ? new CatalogServer(entry.Server.TechnicalName, entry.Server.ServerName, [.. (entry.Tools ?? []).Select(tool => tool.Name)])
            : null);
}
