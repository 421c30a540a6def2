using System.Text.Json;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Search;

/// <summary>What a search found: only what the caller may use, best first.</summary>
public sealed record SearchAnswer
{
    /// <summary>The query without surrounding spaces.</summary>
    public required string Query { get; init; }

    public required IReadOnlyList<FoundServer> Servers { get; init; }

    public required IReadOnlyList<FoundTool> Tools { get; init; }

    public IReadOnlyList<FoundItem> Prompts { get; init; } = [];

    /// <summary>Resources and templates of resources.</summary>
    public IReadOnlyList<FoundItem> Resources { get; init; } = [];

    /// <summary>Null unless the request asks for them.</summary>
    public SearchFacets? Facets { get; init; }

    /// <summary>Whether vectors took part.</summary>
    public required bool IsHybrid { get; init; }

    /// <summary>One of <see cref="SearchModes"/>.</summary>
    internal string Mode => IsHybrid ? SearchModes.Hybrid : SearchModes.LexicalOnly;

    /// <summary>Why vectors did not take part although a provider is configured; null when all is well.</summary>
    public string? Degraded { get; init; }
}

/// <summary>A server that was found.</summary>
public sealed record FoundServer
{
    public required string Path { get; init; }

    public required string ServerName { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required int ToolCount { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Relevance { get; init; }

    /// <summary>The best of the server's tools, at most five.</summary>
    public required IReadOnlyList<FoundTool> Tools { get; init; }

    public FoundWhy? Why { get; init; }
}

/// <summary>A tool that was found; the caller may call it.</summary>
public sealed record FoundTool
{
    public required string ServerPath { get; init; }

    public required string ServerName { get; init; }

    public required string ToolName { get; init; }

    public required string Description { get; init; }

    /// <summary>JSON Schema of the arguments; null when the server stated none.</summary>
    public required JsonElement? InputSchema { get; init; }

    public required IReadOnlyList<string> SupportedTransports { get; init; }

    public string? AuthProvider { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Relevance { get; init; }

    public FoundWhy? Why { get; init; }
}

/// <summary>A prompt, a resource or a template of resources that was found; the server lists it to the caller.</summary>
public sealed record FoundItem
{
    public required EntityKind Kind { get; init; }

    public required string ServerPath { get; init; }

    public required string ServerName { get; init; }

    /// <summary>What it is asked for by: the prompt's name, the resource's URI, the template's URI template.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    public string? Title { get; init; }

    public required string Description { get; init; }

    /// <summary>Those of a prompt.</summary>
    public required IReadOnlyList<ItemArgument> Arguments { get; init; }

    public string? MimeType { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Relevance { get; init; }

    public FoundWhy? Why { get; init; }
}

/// <summary>Why something was found.</summary>
/// <param name="Words">Stems of the query's words that it holds, most weighty first.</param>
/// <param name="RelatedWords">Stems of words related to the query's.</param>
/// <param name="LexicalScore">The share of the query that the words cover, 0 to 1.</param>
/// <param name="Similarity">
/// The cosine of its vector with the nearest of the query's, -1 to 1; null when vectors took no part or it has none yet.
/// </param>
public sealed record FoundWhy(
    IReadOnlyList<string> Words, IReadOnlyList<string> RelatedWords, double LexicalScore, double? Similarity);
