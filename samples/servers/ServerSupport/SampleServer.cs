using ModelContextProtocol.Server;

namespace ServerSupport;

/// <summary>
/// A sample server apart from how it is reached: <see cref="SampleHost"/> serves it over HTTP, and whoever hosts MCP servers in a process,
/// such as the gateway's <c>McpInProcessServer</c>, takes <see cref="Describe(string?)"/>.
/// </summary>
public sealed class SampleServer
{
    /// <summary>The name that the server states of itself.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>What a client may tell its model about the server.</summary>
    public required string Instructions { get; init; }

    /// <summary>Its tools for a caller, who is the client that <c>X-Client-Id</c> names; null when it is not known.</summary>
    public required Func<string?, IReadOnlyList<McpServerTool>> Tools { get; init; }

    public IReadOnlyList<McpServerPrompt> Prompts { get; init; } = [];

    public IReadOnlyList<McpServerResource> Resources { get; init; } = [];

    /// <summary>What a server for one session, or for one request where there are no sessions, is made from.</summary>
    public McpServerOptions Describe(string? clientId = null)
    {
        var options = new McpServerOptions();
        Describe(options, clientId);
        return options;
    }

    internal void Describe(McpServerOptions options, string? clientId)
    {
        options.ServerInfo = new() { Name = Name, Version = "1.0.0", Title = Title };
        options.ServerInstructions = Instructions;
        options.ToolCollection = [.. Tools(clientId)];
        options.PromptCollection = Prompts.Count == 0 ? null : [.. Prompts];
        options.ResourceCollection = Resources.Count == 0 ? null : [.. Resources];
    }
}
