namespace McpGateway.Proxy.Pins;

/// <summary>What a server says to models and people, and what is therefore pinned.</summary>
public enum DefinitionKind
{
    Tool,
    Prompt,
    Resource,
    ResourceTemplate,

    /// <summary>The text for models in the answer to <c>initialize</c> or <c>server/discover</c>. A server has one.</summary>
    Instructions,
}
