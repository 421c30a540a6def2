using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Tools over registered servers.</summary>
internal sealed class ServiceTools(
    RegisterServer register, RemoveServer remove, ToggleServer toggle, RefreshServer refresh, ServerQueries queries)
{
    private const string NoArguments = """{"type":"object","properties":{}}""";

    private const string ServicePath = """
        {"type":"object","properties":{"service_path":{"type":"string","description":"Path of the server, for example /currenttime."}},
         "required":["service_path"]}
        """;

    public IEnumerable<McpgwTool> Tools =>
    [
        McpgwTool.Of(
            "list_services", "Lists the servers that you may use, with their state and health.", ServiceToolSchemas.List, McpgwTool.Reads,
            ListAsync),
        McpgwTool.Of(
            "healthcheck", "Shows the health of the servers that you may use, by path.", NoArguments, McpgwTool.Reads, (call, _) =>
                Task.FromResult(Health(call))),
        McpgwTool.Of(
            "register_service",
            "Registers an MCP server at the gateway, or replaces what is stated about a registered one. "
                + "Needs the permission to register services.",
            ServiceToolSchemas.Register,
            McpgwTool.Changes,
            RegisterAsync),
        McpgwTool.Of(
            "toggle_service", "Switches a server off when it is on, and on when it is off.", ServicePath, McpgwTool.Changes, ToggleAsync),
        McpgwTool.Of("refresh_service", "Checks a server now and reads its tools again.", ServicePath, McpgwTool.Changes, RefreshAsync),
        McpgwTool.Of(
            "remove_service", "Removes a server from the gateway with all rights on it.", ServicePath, McpgwTool.Destroys, RemoveAsync),
    ];

    private CallToolResult Health(McpgwCall call) => ToolAnswers.Of(JsonSerializer.SerializeToNode(
        queries.Usable(call.Caller).ToDictionary(view => view.Server.Path, ServerResponseMapper.Health, StringComparer.Ordinal),
        ContractsJsonContext.Default.HealthEntries)!.AsObject());

    private async Task<CallToolResult> ListAsync(McpgwCall call, CancellationToken cancellationToken)
    {
        var withTools = call.Arguments.Boolean("include_tools", false);
        if (call.Arguments.Problems.Count > 0)
        {
            return ToolAnswers.Invalid(call.Arguments);
        }

        var visible = queries.List(call.Caller, query: null);
        var list = new JsonArray([.. withTools
            ? await WithToolsAsync(call.Caller, visible, cancellationToken)
            : visible.Select(
                view => JsonSerializer.SerializeToNode(ServerResponseMapper.ListItem(view), ContractsJsonContext.Default.ServerListItem))]);
        return ToolAnswers.Of(new JsonObject { ["services"] = list, ["total_count"] = list.Count });
    }

    private async Task<IEnumerable<JsonNode?>> WithToolsAsync(
        Caller caller, IReadOnlyList<ServerView> visible, CancellationToken cancellationToken)
    {
        var all = (await queries.ListWithToolsAsync(caller, cancellationToken)).ToDictionary(
            details => details.View.Server.Key, StringComparer.Ordinal);
        return visible
            .Where(view => all.ContainsKey(view.Server.Key))
            .Select(view => JsonSerializer.SerializeToNode(
                ServerResponseMapper.InternalItem(all[view.Server.Key]), ContractsJsonContext.Default.InternalListItem));
    }

    private async Task<CallToolResult> RegisterAsync(McpgwCall call, CancellationToken cancellationToken)
    {
        var draft = ServiceDraft.Read(call.Arguments);
        var overwrite = call.Arguments.Boolean("overwrite", true);
        if (call.Arguments.Problems.Count > 0)
        {
            return ToolAnswers.Invalid(call.Arguments);
        }

        // What a caller registers starts switched on, if switching on is the caller's to do.
        var key = ServerPath.KeyOf(draft.Path);
        var permissions = call.Caller.Permissions;
        var starts = permissions.May(ServerPermissions.Toggle, key, key + "/", key.Trim('/'));
        var mode = new RegisterMode(overwrite, AddToUnrestricted: permissions.IsAdmin);
        var registered = await register.ExecuteAsync(
            call.Caller, starts ? draft with { IsEnabled = true } : draft, mode, cancellationToken);
        if (!registered.IsSuccess)
        {
            return ToolAnswers.Refused(registered.Error);
        }

        var details = await queries.DetailsAsync(call.Caller, registered.Value.Server, cancellationToken);
        return ToolAnswers.Of(
            new ServerRegisteredDocument(
                "Service registered successfully", ServerResponseMapper.Document(details),
                ServerResponseMapper.Warnings(registered.Value.Warnings)),
            ContractsJsonContext.Default.ServerRegisteredDocument);
    }

    private Task<CallToolResult> ToggleAsync(McpgwCall call, CancellationToken cancellationToken) => WithPathAsync(call, async path =>
    {
        var toggled = await toggle.ExecuteAsync(call.Caller, path, enable: null, cancellationToken);
        return toggled.IsSuccess
            ? ToolAnswers.Of(
                ServerResponseMapper.Toggled(
                    toggled.Value, queries.ViewOf(call.Caller, toggled.Value.Server).Tools, "Service toggled successfully"),
                ContractsJsonContext.Default.ServerToggled)
            : ToolAnswers.Refused(toggled.Error);
    });

    private Task<CallToolResult> RefreshAsync(McpgwCall call, CancellationToken cancellationToken) => WithPathAsync(call, async path =>
    {
        var checkedNow = await refresh.CheckAsync(call.Caller, path, cancellationToken);
        if (!checkedNow.IsSuccess)
        {
            return ToolAnswers.Refused(checkedNow.Error);
        }

        var (server, health) = (checkedNow.Value.Server, checkedNow.Value.Health);
        return ToolAnswers.Of(
            new ServerRefreshed(
                $"Service {server.Path} refreshed successfully",
                server.Path,
                health.Status,
                WireTime.WithOffset(health.LastChecked),
                queries.ViewOf(call.Caller, server).Tools),
            ContractsJsonContext.Default.ServerRefreshed);
    });

    private Task<CallToolResult> RemoveAsync(McpgwCall call, CancellationToken cancellationToken) => WithPathAsync(call, async path =>
    {
        var removed = await remove.ExecuteAsync(call.Caller, path, cancellationToken);
        return removed.IsSuccess
            ? ToolAnswers.Of(
                new InternalRemoved("Service removed successfully", removed.Value.Path), ContractsJsonContext.Default.InternalRemoved)
            : ToolAnswers.Refused(removed.Error);
    });

    private static async Task<CallToolResult> WithPathAsync(McpgwCall call, Func<string, Task<CallToolResult>> run)
    {
        var path = call.Arguments.RequiredText("service_path");
        return call.Arguments.Problems.Count > 0 ? ToolAnswers.Invalid(call.Arguments) : await run(path);
    }
}
