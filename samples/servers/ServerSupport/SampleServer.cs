using ModelContextProtocol.Server;

namespace ServerSupport;

/// <summary>
/// A sample server apart from how it is reached: <see cref="SampleHost"/> serves it over HTTP, and whoever hosts MCP servers in a process,
/// such as the gateway's <c>McpInProcessServer</c>, takes <see cref="Describe()"/>.
/// </summary>
public sealed class SampleServer
{
    /// <summary>The name that the server states of itself.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>What a client may tell its model about the server.</summary>
    public required string Instructions { get; init; }

    public required IReadOnlyList<McpServerTool> Tools { get; init; }

    public IReadOnlyList<McpServerPrompt> Prompts { get; init; } = [];

    public IReadOnlyList<McpServerResource> Resources { get; init; } = [];

    /// <summary>What a server for one session, or for one request where there are no sessions, is made from.</summary>
    public McpServerOptions Describe()
    {
        var options = new McpServerOptions();
        Describe(options);
        return options;
    }

    internal void Describe(McpServerOptions options)
    {
        options.ServerInfo = new() { Name = Name, Version = "1.0.0", Title = Title };
        options.ServerInstructions = Instructions;
        options.ToolCollection = [.. Tools];
        options.PromptCollection = Prompts.Count == 0 ? null : [.. Prompts];
        options.ResourceCollection = Resources.Count == 0 ? null : [.. Resources];
    }
}
