namespace McpGateway.Core.Import.Files;

/// <summary>What a file of the Python product holds, by its name and place.</summary>
internal static class SourceNames
{
    /// <summary>Collections of its document store; a namespace follows behind an underscore.</summary>
    private static readonly (string Prefix, FileSort Sort)[] Collections =
    [
        ("mcp_servers", FileSort.Servers), ("mcp_agents", FileSort.Agents), ("mcp_scopes", FileSort.Scopes),
        ("mcp_embeddings", FileSort.Embeddings), ("mcp_security_scans", FileSort.Scans), ("mcp_federation_config", FileSort.Federation),
        ("mcp_peers", FileSort.Peers),
        ("mcp_", FileSort.UnknownCollection),
    ];

    private static readonly (string Name, FileSort Sort)[] Names =
    [
        ("server_state.json", FileSort.ServerStates), ("agent_state.json", FileSort.AgentStates), ("federation.json", FileSort.Federation),
        ("service_index_metadata.json", FileSort.Embeddings), ("agent_index_metadata.json", FileSort.Embeddings),
    ];

    public static bool IsCollection(string file) => CollectionOf(file) is not null || DocumentFile.IsBson(file);

    public static FileSort SortOf(string file)
    {
        var name = Path.GetFileName(DocumentFile.Plain(file));
        if (Array.Find(Names, known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } exact)
        {
            return exact.Sort;
        }

        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "");
        return CollectionOf(file)
            ?? (name.EndsWith("_agent.json", StringComparison.OrdinalIgnoreCase) ? FileSort.Agents
                : name.EndsWith("_scan.json", StringComparison.OrdinalIgnoreCase) || IsIn(folder, "security_scans") ? FileSort.Scans
                : IsIn(folder, "federation") ? FileSort.Federation
                : IsIn(folder, "peers") ? FileSort.Peers
                : IsIn(folder, "agents") ? FileSort.Agents
                : IsIn(folder, "servers") ? FileSort.Servers
                : FileSort.ByContent);
    }

    private static FileSort? CollectionOf(string file)
    {
        var name = Path.GetFileName(file);
        return Array.Find(Collections, known => name.StartsWith(known.Prefix, StringComparison.Ordinal)) is { Prefix: not null } found
            ? found.Sort
            : null;
    }

    private static bool IsIn(string folder, string name) => folder.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a file may hold.</summary>
internal enum FileSort
{
    /// <summary>Its documents have to say it themselves.</summary>
    ByContent,
    Servers,
    ServerStates,
    Agents,
    AgentStates,
    Scopes,
    Embeddings,
    Scans,
    Federation,
    Peers,
    UnknownCollection,
}
