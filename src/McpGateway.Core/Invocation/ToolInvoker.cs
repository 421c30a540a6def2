using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Invocation;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Routing;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Invocation;

/// <summary>
/// Calls tools of registered servers for callers inside this process (the registry's own MCP server, pages). It is a client of the data
/// plane: access, credentials, limits and records are those of a direct call, and nothing here decides on them.
/// </summary>
public sealed class ToolInvoker(
    IGatewayInvoker gateway, IAccessDecider decider, RouteTableHolder routes, ServerCatalog catalog, ServerRepository repository)
{
    public async Task<ToolCallOutcome> InvokeAsync(ToolCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        var key = ServerPath.KeyOf(call.ServerPath);
        if (routes.Current.Find(key) is not { } route)
        {
            return ToolCallOutcome.Failed(StatusCodes.Status404NotFound, $"No server is registered at path '{key}'.");
        }

        try
        {
            return OutcomeOf(await CallAsync(new GatewayMcpClient(gateway, call), route, cancellationToken));
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or FormatException)
        {
            return ToolCallOutcome.Failed(StatusCodes.Status502BadGateway, "The server's answer broke off.");
        }
    }

    private static ToolCallOutcome OutcomeOf(RpcAnswer answer) => answer switch
    {
        { Result: { } result } when AsksForInput(result) => ToolCallOutcome.Failed(
            StatusCodes.Status501NotImplemented,
            "The tool asks its user for input, which cannot be relayed: connect to the server directly to use it."),
        { Result: { } result } => new() { Status = answer.Status, Result = result },
        _ => ToolCallOutcome.Failed(answer.Status, answer.Problem ?? "The server gave no result.") with
        {
            ErrorCode = answer.Code,
            ErrorData = answer.Data,
        },
    };

    private static bool AsksForInput(JsonElement result) =>
        result.TryGetProperty("resultType", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("input_required");

    private async Task<RpcAnswer> CallAsync(GatewayMcpClient line, Route route, CancellationToken cancellationToken)
    {
        var conversation = new StreamableHttpClientSession(line, route.Path + "/mcp");
        if (route.IsRefused(out _) || !decider.For(line.Call.Caller, route).AllowsTool(line.Call.Tool)
            || route.Pins?.RefusalOf(DefinitionKind.Tool, line.Call.Tool) is not null)
        {
            // It will be refused, so it needs no handshake; the refusal and its record are the data plane's.
            return await conversation.CallStatelessAsync(null, cancellationToken);
        }

        if (catalog.Current.GetValueOrDefault(route.Path) is { Server: { } server }
            && PublicServerAddress.TransportOf(server) == ServerTransport.Sse)
        {
            return await new SseClientSession(line, route.Path + "/sse").CallAsync(cancellationToken);
        }

        var known = (await repository.FindToolsAsync(route.Path, cancellationToken))?.Value;
        return await CallAsync(conversation, known, line.Call.Tool, cancellationToken);
    }

    /// <summary>
    /// What discovery saw of the server says which revision to begin with. It may be out of date, so what the server does not understand is
    /// said again in the other one.
    /// </summary>
    private static async Task<RpcAnswer> CallAsync(
        StreamableHttpClientSession conversation, ServerToolsRecord? known, string tool, CancellationToken cancellationToken)
    {
        bool isStateless;
        if (known?.ProtocolVersion is { } revision)
        {
            isStateless = RpcMessages.IsStateless(revision);
        }
        else
        {
            (isStateless, var refusal) = await conversation.DiscoverAsync(cancellationToken);
            if (refusal is { } settled)
            {
                return settled;
            }
        }

        var schema = known?.Tools.FirstOrDefault(candidate => candidate.Name == tool)?.InputSchema;
        var first = await CallAsync(conversation, isStateless, schema, cancellationToken);
        if (!first.IsOtherRevision)
        {
            return first;
        }

        var second = await CallAsync(conversation, !isStateless, schema, cancellationToken);
        return second.IsOtherRevision ? first : second;
    }

    private static Task<RpcAnswer> CallAsync(
        StreamableHttpClientSession conversation, bool isStateless, JsonElement? schema, CancellationToken cancellationToken) =>
        isStateless ? conversation.CallStatelessAsync(schema, cancellationToken) : conversation.CallInSessionAsync(cancellationToken);
}
