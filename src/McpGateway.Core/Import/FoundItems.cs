using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Agents;
using McpGateway.Core.Import.Files;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Import;

/// <summary>Sorts what was found in files, and joins servers and agents with their states.</summary>
internal sealed class FoundItems
{
    private readonly List<SourceItem> _items = [];
    private readonly Dictionary<string, bool> _serverStates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _agentStates = new(StringComparer.Ordinal);

    public void Add(SourceItem item) => _items.Add(item);

    public void Add(FileSort sort, string file, FoundDocument document)
    {
        if (document.Node is not JsonObject found)
        {
            _items.Add(new(SortOf(sort), file, default)
            {
                Name = Path.GetFileName(file),
                Problem = document.Problem ?? "It is not a JSON object",
            });
            return;
        }

        switch (sort is FileSort.ByContent ? Guess(found) : sort)
        {
            case FileSort.Servers:
                AddKeyed(ItemSorts.Server, file, found, "path");
                break;
            case FileSort.Agents:
                AddKeyed(ItemSorts.Agent, file, found, "path");
                break;
            case FileSort.Scopes:
                AddKeyed(ItemSorts.Scope, file, found, "scope_name");
                break;
            case FileSort.ServerStates:
                AddServerStates(file, found);
                break;
            case FileSort.AgentStates:
                AddAgentStates(file, found);
                break;
            case FileSort.Embeddings:
                Skip(file, found, "Made anew from the servers and agents: not imported");
                break;
            case FileSort.Scans:
                Skip(file, found, "Made anew by this gateway's own scans: not imported");
                break;
            case FileSort.Federation:
                AddSources(file, found);
                break;
            case FileSort.Peers:
                AddPeer(file, found);
                break;
            case FileSort.UnknownCollection:
                Skip(file, found, "This collection is not known: not imported");
                break;
            case FileSort.ByContent:
                Skip(file, found, "It is neither a server (path, server_name) nor an agent (url, skills) nor a scope (scope_name)");
                break;
        }
    }

    /// <summary>Servers, agents, scopes, and then what is not taken.</summary>
    public SourceItem[] ToItems() =>
    [
        .. from item in _items.Select(WithState)
           orderby Rank(item.Sort), FormerSources.IsLegacy(item)
           select item,
    ];

    private static int Rank(string sort) => sort switch
    {
        ItemSorts.Server => 0,
        ItemSorts.Agent => 1,
        ItemSorts.Scope => 2,
        ItemSorts.Federation => 3,
        _ => 4,
    };

    private static string SortOf(FileSort sort) => sort switch
    {
        FileSort.Servers => ItemSorts.Server,
        FileSort.Agents => ItemSorts.Agent,
        FileSort.Scopes => ItemSorts.Scope,
        FileSort.Federation or FileSort.Peers => ItemSorts.Federation,
        _ => ItemSorts.Other,
    };

    private static FileSort Guess(JsonObject found) =>
        found.ContainsKey("server_name") && (found.ContainsKey("path") || found.ContainsKey("_id")) ? FileSort.Servers
        : found.ContainsKey("scope_name") || found.ContainsKey("server_access") ? FileSort.Scopes
        : found.ContainsKey("url") && (found.ContainsKey("skills") || found.ContainsKey("protocol_version")
            || found.ContainsKey("protocolVersion")) ? FileSort.Agents
        : found.ContainsKey("anthropic") || found.ContainsKey("asor") ? FileSort.Federation
        : found.ContainsKey("peer_id") && found.ContainsKey("endpoint") ? FileSort.Peers
        : FileSort.ByContent;

    /// <summary>The document store keeps the key as <c>_id</c>.</summary>
    private void AddKeyed(string sort, string file, JsonObject found, string keyName)
    {
        if (found["_id"] is { } id && !found.ContainsKey(keyName))
        {
            found[keyName] = id.DeepClone();
        }

        found.Remove("_id");
        var name = found[keyName] is JsonValue value && value.TryGetValue<string>(out var text) ? text : Path.GetFileName(file);
        _items.Add(new(sort, file, JsonElement.Parse(found.ToJsonString())) { Name = name });
    }

    /// <summary>Each source of a configuration is an item of its own: what is configured here beside it stays.</summary>
    private void AddSources(string file, JsonObject found)
    {
        var sources = FormerSources.In(file, found).ToArray();
        _items.AddRange(sources);
        if (sources.Length == 0)
        {
            Skip(file, found, "It configures no source");
        }
    }

    private void AddPeer(string file, JsonObject found)
    {
        if (FormerSources.Peer(file, found) is { } peer)
        {
            _items.Add(peer);
        }
        else
        {
            Skip(file, found, "It has no peer_id: what a peer was at last is not imported");
        }
    }

    private void Skip(string file, JsonObject found, string reason)
    {
        // A collection has one line in the report, not one for each of its documents.
        if (!_items.Exists(item => item.Sort == ItemSorts.Other && item.Source == file))
        {
            var name = found["_id"] is JsonValue id && !SourceNames.IsCollection(file) ? id.ToString() : Path.GetFileName(file);
            _items.Add(new(ItemSorts.Other, file, default) { Name = name, Problem = reason });
        }
    }

    private void AddServerStates(string file, JsonObject found)
    {
        foreach (var (path, state) in found)
        {
            if (state is JsonValue value && value.TryGetValue<bool>(out var isOn))
            {
                _serverStates[ServerPath.KeyOf(path)] = isOn;
            }
            else
            {
                Skip(file, found, "The states of servers must be an object of paths and booleans");
            }
        }
    }

    private void AddAgentStates(string file, JsonObject found)
    {
        foreach (var (name, isOn) in ((string, bool)[])[("enabled", true), ("disabled", false)])
        {
            foreach (var path in found[name] as JsonArray ?? [])
            {
                if (path is JsonValue value && value.TryGetValue<string>(out var text))
                {
                    _agentStates[AgentPath.KeyOf(text)] = isOn;
                }
                else
                {
                    Skip(file, found, """The states of agents must be {"enabled":[…],"disabled":[…]} with paths""");
                }
            }
        }
    }

    /// <summary>Of files, those of states alone say what is on; a document of a collection says it itself.</summary>
    private SourceItem WithState(SourceItem item) => item.Problem is not null ? item : item.Sort switch
    {
        ItemSorts.Server => item with { IsEnabled = StateOf(_serverStates, ServerPath.KeyOf(item.Name)) },
        ItemSorts.Agent => item with { IsEnabled = StateOf(_agentStates, AgentPath.KeyOf(item.Name)) },
        _ => item,
    };

    private static bool? StateOf(Dictionary<string, bool> states, string key) => states.TryGetValue(key, out var isOn) ? isOn : null;
}
