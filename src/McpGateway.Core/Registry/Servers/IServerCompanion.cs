using System.Text.Json;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Port for features that keep documents of their own beside a server: they go in the commit that removes it.</summary>
public interface IServerCompanion
{
    /// <summary>Adds the deletion of everything kept for the server.</summary>
    Task AddRemovalAsync(string key, DocumentBatch batch, CancellationToken cancellationToken);

    /// <summary>Adds the moves of what is kept for a version of a server, when another version becomes the default.</summary>
    Task AddMovesAsync(DefaultChange change, DocumentBatch batch, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Under which name what is kept comes back when a removal is undone; null where nothing does.</summary>
    string? Name => null;

    /// <summary>What comes back when the removal is undone; null when there is nothing. It is stored sealed.</summary>
    Task<JsonElement?> KeepAsync(string key, CancellationToken cancellationToken) => Task.FromResult<JsonElement?>(null);

    /// <summary>Adds what <see cref="KeepAsync"/> kept.</summary>
    void AddRestoration(string key, JsonElement kept, DocumentBatch batch)
    {
    }
}
