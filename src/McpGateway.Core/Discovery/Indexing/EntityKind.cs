namespace McpGateway.Core.Discovery.Indexing;

/// <summary>What a search hit is. The values are stored in index segments only, never on disk.</summary>
public enum EntityKind
{
    Server,
    Tool,
    Agent,
    Skill,
    Prompt,
    Resource,

    /// <summary>A resource whose address has gaps to fill in.</summary>
    ResourceTemplate,
}
