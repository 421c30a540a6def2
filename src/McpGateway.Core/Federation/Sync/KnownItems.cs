using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Federation.Sources;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Federation.Sync;

/// <summary>What is here of a source when a run begins, by what the source calls it.</summary>
internal sealed class KnownItems
{
    private readonly Dictionary<string, ItemOrigin> _servers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ItemOrigin> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _serverKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _agentKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _imported = new(StringComparer.Ordinal);

    public KnownItems(string source, ServerCatalog servers, AgentCatalog agents)
    {
        foreach (var (key, entry) in servers.Current)
        {
            Add(source, key, entry.Server.Origin, _servers, _serverKeys);
        }

        foreach (var (key, entry) in agents.Current)
        {
            Add(source, key, entry.Agent.Origin, _agents, _agentKeys);
        }
    }

    /// <summary>Keys of servers.</summary>
    public IReadOnlyDictionary<string, string> Servers => _serverKeys;

    /// <summary>Keys of agents.</summary>
    public IReadOnlyDictionary<string, string> Agents => _agentKeys;

    public int Count => _serverKeys.Count + _agentKeys.Count;

    /// <summary>Whether an item is here as the source states it now.</summary>
    public bool IsUnchanged(string item, bool isAgent, string hash) =>
        (isAgent ? _agents : _servers).GetValueOrDefault(item) is { OrphanedAt: null } origin && origin.ContentHash == hash;

    /// <summary>Whether it is marked as missing already.</summary>
    public bool IsOrphaned(string item, bool isAgent) =>
        (isAgent ? _agents : _servers).GetValueOrDefault(item) is { OrphanedAt: not null };

    /// <summary>
    /// Knows again what another product had from the source, which may have called it otherwise: it is the item that would stand at its
    /// path.
    /// </summary>
    public void Recognise(SourceItem item)
    {
        var (origins, keys) = item.Card is null ? (_servers, _serverKeys) : (_agents, _agentKeys);
        if ((item.AgentPath ?? item.Server?.Path) is { } path && !keys.ContainsKey(item.OriginalId)
            && _imported.Remove(ServerPath.KeyOf(path), out var former)
            && origins.Remove(former, out var origin) && keys.Remove(former, out var key))
        {
            origins[item.OriginalId] = origin;
            keys[item.OriginalId] = key;
        }
    }

    private void Add(
        string source, string key, ItemOrigin? origin, Dictionary<string, ItemOrigin> origins, Dictionary<string, string> keys)
    {
        if (origin?.Source == source)
        {
            origins[origin.OriginalId] = origin;
            keys[origin.OriginalId] = key;
            if (origin.ContentHash == ItemOrigin.NotRead)
            {
                _imported[key] = origin.OriginalId;
            }
        }
    }
}
