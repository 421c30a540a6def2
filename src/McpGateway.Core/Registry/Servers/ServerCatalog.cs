using System.Collections.Immutable;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Every server with a summary of its tools, in memory: lists, filters and counts read here instead of the store. Follows the change feed,
/// so a caller finds its own writes. The feed writes it, every query reads one <see cref="Current"/>.
/// </summary>
public sealed class ServerCatalog(ServerRepository repository) : IChangeHandler
{
    private ImmutableSortedDictionary<string, CatalogEntry> _current = ImmutableSortedDictionary.Create<string, CatalogEntry>(
        StringComparer.Ordinal);

    /// <summary>Entries by key, in ordinal order. Replaced, never changed.</summary>
    public ImmutableSortedDictionary<string, CatalogEntry> Current => Volatile.Read(ref _current);

    public ChangePhase Phase => ChangePhase.Snapshot;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var tools = (await repository.ListToolsAsync(cancellationToken)).ToDictionary(
            document => document.Key, document => document.Value, StringComparer.Ordinal);
        var servers = await repository.ListAsync(cancellationToken);
        Volatile.Write(
            ref _current,
            servers.ToImmutableSortedDictionary(
                document => document.Key,
                document => CatalogEntry.Of(document.Value, tools.GetValueOrDefault(document.Key)),
                StringComparer.Ordinal));
    }

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var keys = changes.KeysOf(ServerRepository.Servers.Name, ServerRepository.Tools.Name);
        if (keys.Count == 0)
        {
            return;
        }

        var next = _current.ToBuilder();
        foreach (var key in keys)
        {
            if (await changes.FindAsync(ServerRepository.Servers, key, cancellationToken) is { } server)
            {
                next[key] = CatalogEntry.Of(server.Value, (await changes.FindAsync(ServerRepository.Tools, key, cancellationToken))?.Value);
            }
            else
            {
                next.Remove(key);
            }
        }

        Volatile.Write(ref _current, next.ToImmutable());
    }
}

/// <summary>A server and what lists need to know of its tools.</summary>
/// <param name="Server">The server as stored.</param>
/// <param name="Tools">Name of each tool and whether its definition changed since approval; null when none were ever found or
/// stated.</param>
public sealed record CatalogEntry(ServerRecord Server, IReadOnlyList<CatalogTool>? Tools)
{
    internal static CatalogEntry Of(ServerRecord server, ServerToolsRecord? tools) =>
        new(server, tools?.Tools.Select(tool => new CatalogTool(tool.Name, tool.HasChanged)).ToArray());
}

/// <summary>A tool in a <see cref="CatalogEntry"/>.</summary>
public readonly record struct CatalogTool(string Name, bool HasChanged);
