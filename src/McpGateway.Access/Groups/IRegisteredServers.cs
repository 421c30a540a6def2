namespace McpGateway.Access.Groups;

/// <summary>Port: what group operations need to know of registered servers. Implemented by the registry.</summary>
public interface IRegisteredServers
{
    /// <param name="path">Canonical path: leading slash, no trailing slash.</param>
    Task<CatalogServer?> FindAsync(string path, CancellationToken cancellationToken);

    /// <summary>Every registered server.</summary>
    Task<IReadOnlyList<CatalogServer>> ListAsync(CancellationToken cancellationToken);
}

/// <param name="TechnicalName">The path without slashes at its ends: what rules name.</param>
/// <param name="DisplayName">What people call it.</param>
public sealed record CatalogServer(string TechnicalName, string DisplayName, IReadOnlyList<string> Tools);
