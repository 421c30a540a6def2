using McpGateway.Foundation;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>
/// The registry as an MCP server: agents ask it in plain words for tools and call what they find, operators manage servers and groups. Each
/// tool is an operation of the registry, called as the caller of the tool; the server itself has no rights.
/// </summary>
internal sealed class McpgwServer
{
    public const string Name = "mcpgw";

    /// <summary>Where the server is registered.</summary>
    public const string Path = "/mcpgw/";

    private const string Instructions =
        "Finds and calls tools of all MCP servers behind this gateway that you may use. "
            + "Ask intelligent_tool_finder for what you want to do, in plain "
        + "words; call what it finds with invoke_mcp_tool, or connect to the endpoint that it names.";

    private readonly Dictionary<string, McpgwTool> _tools;
    private readonly ListToolsResult _list;

    public McpgwServer(ServiceTools services, AgentTools agents, FinderTool finder, InvokeTool invoke, GroupTools groups)
    {
        McpgwTool[] all = [finder.Tool, invoke.Tool, .. services.Tools, .. agents.Tools, .. groups.Tools, .. DebugTools.Tools];
        _tools = all.ToDictionary(tool => tool.Definition.Name, StringComparer.Ordinal);
        _list = new() { Tools = [.. all.Select(tool => tool.Definition)] };
    }

    public McpServerOptions Describe() => new()
    {
        ServerInfo = new() { Name = Name, Version = "1.0.0", Title = "MCP Gateway Registry" },
        ServerInstructions = Instructions,
        Capabilities = new() { Tools = new() },
        Handlers = new()
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(_list),
            CallToolHandler = CallAsync,
        },
    };

    private async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        if (!_tools.TryGetValue(request.Params?.Name ?? "", out var tool))
        {
            throw new McpProtocolException($"Unknown tool '{request.Params?.Name}'.", McpErrorCode.InvalidParams);
        }

        if (InProcessCaller.ProxyCallerOf(request) is not { Principal: Caller caller } known)
        {
            return ToolAnswers.Failed(StatusCodes.Status401Unauthorized, "This tool needs an authenticated caller.");
        }

        return await tool.Run(
            new McpgwCall
            {
                Caller = caller,
                Arguments = new(request.Params!.Arguments),
                Headers = InProcessCaller.HeadersOf(request),
                Connection = known,
                Progress = request.Params.ProgressToken is { } token ? ProgressRelay.To(request.Server, token) : null,
            },
            cancellationToken);
    }
}
