using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Discovery;

/// <summary>What a server says of itself and its tools.</summary>
internal sealed record FoundTools(
    IReadOnlyList<ToolRecord> Tools, string? Name, string? Version, string? Instructions, string? Revision)
{
    /// <summary>Prompts; null when they were not listed.</summary>
    public IReadOnlyList<PinnedItem>? Prompts { get; init; }

    public IReadOnlyList<PinnedItem>? Resources { get; init; }

    public IReadOnlyList<PinnedItem>? ResourceTemplates { get; init; }

    /// <summary>The whole text for models, however long; null when it was not looked at.</summary>
    public PinnedItem? FullInstructions { get; init; }

    /// <summary>Why not all tools that are offered are known, in a sentence; null when they are.</summary>
    public string? Cut { get; init; }
}
