using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Core.Invocation;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Protocol;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary><c>invoke_mcp_tool</c>: calls a tool of any server that the caller may use, as a direct call would.</summary>
internal sealed class InvokeTool(ToolInvoker invoker, ServerQueries queries, ServerCatalog catalog)
{
    public const string Name = "invoke_mcp_tool";

    private static readonly JsonTypeInfo<CallToolResult> ResultJson =
        (JsonTypeInfo<CallToolResult>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult));

    private static readonly JsonTypeInfo<UrlElicitationRequiredErrorData> ElicitationJson =
        (JsonTypeInfo<UrlElicitationRequiredErrorData>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(UrlElicitationRequiredErrorData));

    /// <summary>
    /// What a caller's request carries on to another server: nothing that could be a secret meant for somebody else.
    /// </summary>
    private const string AboutProvider = "States that the Authorization header of this request is a credential of this provider for the "
        + "server. It is passed on only to a server that is registered with the same provider.";

    private static readonly string[] Relayed = ["User-Agent", "Accept-Language", "traceparent", "tracestate"];

    private static readonly string Own = ServerPath.KeyOf(McpgwServer.Path);

    public McpgwTool Tool => McpgwTool.Of(
        Name,
        """
        Calls a tool of another server behind this gateway, with your own rights, and answers what the tool answers.

        Args:
            server_path: The server, as 'service_path' of intelligent_tool_finder.
            tool_name: The tool, as 'tool_name' of intelligent_tool_finder.
            arguments: The tool's arguments, by its schema.

        Returns:
            The tool's own result. A call that you may not make is an error 403.
        """,
        $$$"""
        {"type":"object","properties":{
          "server_path":{"type":"string","description":"Path of the server, for example /currenttime."},
          "server_name":{"type":"string","description":"Instead of server_path: the server's path or display name."},
          "tool_name":{"type":"string"},
          "arguments":{"type":"object","description":"The tool's arguments, by its schema."},
          "auth_provider":{"type":"string","description":"{{{AboutProvider}}}"},
          "supported_transports":{"type":"array","items":{"type":"string"},
            "description":"Not needed: the gateway knows the server's transports."},
          "mcp_registry_url":{"type":"string","description":"Not needed: the call goes through this gateway."}},
         "required":["tool_name"]}
        """,
        new() { OpenWorldHint = true },
        InvokeAsync);

    private async Task<CallToolResult> InvokeAsync(McpgwCall call, CancellationToken cancellationToken)
    {
        var arguments = call.Arguments;
        var server = arguments.Text("server_path") ?? arguments.Text("server_name");
        if (string.IsNullOrWhiteSpace(server))
        {
            arguments.Refuse("'server_path' is required");
        }

        var (tool, values, provider) = (
            arguments.RequiredText("tool_name"), arguments.Object("arguments"), arguments.Text("auth_provider"));
        if (arguments.Problems.Count > 0)
        {
            return ToolAnswers.Invalid(arguments);
        }

        var path = PathOf(call, server!);
        if (path == Own)
        {
            return ToolAnswers.Failed(StatusCodes.Status400BadRequest, $"'{tool}' is a tool of this server: call it directly.");
        }

        var outcome = await invoker.InvokeAsync(
            new()
            {
                Caller = call.Connection,
                Origin = call.Origin,
                ServerPath = path,
                Tool = tool,
                Arguments = values,
                Headers = HeadersFor(call, path, provider),
                Progress = call.Progress,
            },
            cancellationToken);
        return outcome.Result is { } result ? Read(result) : Failed(outcome);
    }

    /// <summary>An error in an answer with status 200 is a JSON-RPC error, which a direct caller would know by its code.</summary>
    private static CallToolResult Failed(ToolCallOutcome outcome)
    {
        var problem = outcome.Problem ?? "The server gave no result.";
        if (outcome.ErrorCode == (int)McpErrorCode.UrlElicitationRequired
            && outcome.ErrorData?.Deserialize(ElicitationJson) is { Elicitations: { Count: > 0 } pages })
        {
            // The same error as on a direct call: clients that understand it open the page where the user connects an account.
            throw new UrlElicitationRequiredException(problem, pages);
        }

        return ToolAnswers.Failed(
            outcome is { Status: StatusCodes.Status200OK, ErrorCode: not 0 } ? outcome.ErrorCode : outcome.Status, problem);
    }

    /// <summary>
    /// Without what the other server said about itself and its revision: the answer is this server's, in the caller's revision.
    /// </summary>
    private static CallToolResult Read(JsonElement result)
    {
        var own = JsonObject.Create(result)!;
        own.Remove("resultType");
        (own["_meta"] as JsonObject)?.Remove(McpMeta.ServerInfo);
        if (own["_meta"] is JsonObject { Count: 0 })
        {
            own.Remove("_meta");
        }

        try
        {
            return own.Deserialize(ResultJson) ?? Unreadable();
        }
        catch (JsonException)
        {
            return Unreadable();
        }
    }

    private static CallToolResult Unreadable() =>
        ToolAnswers.Failed(StatusCodes.Status502BadGateway, "The server's result is not one of tools/call.");

    /// <summary>A path, or the display name of one server that the caller may use.</summary>
    private string PathOf(McpgwCall call, string server)
    {
        var key = ServerPath.KeyOf(server);
        if (catalog.Current.ContainsKey(key))
        {
            return key;
        }

        var named = queries.Usable(call.Caller)
            .Where(view => string.Equals(view.Server.ServerName, server.Trim(), StringComparison.OrdinalIgnoreCase))
            .ToArray();
        return named is [var only] ? only.Server.Key : key;
    }

    private KeyValuePair<string, string>[] HeadersFor(McpgwCall call, string path, string? provider)
    {
        var isForServer = provider is not null
            && catalog.Current.GetValueOrDefault(path)?.Server.AuthProvider is { } registered
            && string.Equals(registered, provider, StringComparison.OrdinalIgnoreCase);
        var names = isForServer ? Relayed.Append("Authorization") : Relayed;
        return [.. from name in names let value = call.Header(name) where value is not null select KeyValuePair.Create(name, value)];
    }
}
