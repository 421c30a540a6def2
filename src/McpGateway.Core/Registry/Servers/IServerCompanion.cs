using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Port for features that keep documents of their own beside a server: they go in the commit that removes it.</summary>
public interface IServerCompanion
{
    /// <summary>Adds the deletion of everything kept for the server.</summary>
    Task AddRemovalAsync(string key, DocumentBatch batch, CancellationToken cancellationToken);
}
