using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Access.Groups;
using McpGateway.Foundation;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Tools over groups and the servers in them.</summary>
internal sealed class GroupTools(GroupOperations groups, GroupQueries queries)
{
    private const string ServerAndGroups = """
        {"type":"object","properties":{
          "server_name":{"type":"string","description":"Path of the server, for example /currenttime."},
          "group_names":{"type":"array","items":{"type":"string"},"description":"Names of the groups."}},
         "required":["server_name","group_names"]}
        """;

    public IEnumerable<McpgwTool> Tools =>
    [
        McpgwTool.Of(
            "add_server_to_scopes_groups",
            "Lets groups use a server and all tools it has now.",
            ServerAndGroups,
            McpgwTool.Changes,
            (call, cancellationToken) => MoveAsync(call, groups.AddServerAsync, "Server successfully added to groups", cancellationToken)),
        McpgwTool.Of(
            "remove_server_from_scopes_groups",
            "Takes the right to use a server from groups.",
            ServerAndGroups,
            McpgwTool.Destroys,
            (call, cancellationToken) =>
                MoveAsync(call, groups.RemoveServerAsync, "Server successfully removed from groups", cancellationToken)),
        McpgwTool.Of(
            "create_group",
            "Creates a group that may use nothing yet, here and at the identity provider. Administrators only.",
            """
            {"type":"object","properties":{"group_name":{"type":"string"},"description":{"type":"string","default":""}},
             "required":["group_name"]}
            """,
            McpgwTool.Changes,
            CreateAsync),
        McpgwTool.Of(
            "delete_group",
            "Deletes a group with the rights it gives, here and at the identity provider. Administrators only.",
            """{"type":"object","properties":{"group_name":{"type":"string"}},"required":["group_name"]}""",
            McpgwTool.Destroys,
            DeleteAsync),
        McpgwTool.Of(
            "list_groups",
            "Lists groups and what they give: all of them for administrators, your own otherwise.",
            """{"type":"object","properties":{}}""",
            McpgwTool.Reads,
            ListAsync),
    ];

    private static async Task<CallToolResult> MoveAsync(
        McpgwCall call,
        Func<Caller, string, IReadOnlyList<string>, CancellationToken, Task<Result<GroupMembership>>> move,
        string message,
        CancellationToken cancellationToken)
    {
        var arguments = call.Arguments;
        var (server, names) = (arguments.RequiredText("server_name"), arguments.Texts("group_names") ?? []);
        if (arguments.Problems.Count > 0)
        {
            return ToolAnswers.Invalid(arguments);
        }

        var moved = await move(call.Caller, server, names, cancellationToken);
        if (!moved.IsSuccess)
        {
            return ToolAnswers.Refused(moved.Error);
        }

        var body = new JsonObject
        {
            ["success"] = true,
            ["message"] = message,
            ["server_path"] = moved.Value.ServerPath,
            ["groups"] = AccessJson.Names(moved.Value.Groups),
        };
        if (moved.Value.Missing.Count > 0)
        {
            body["groups_not_found"] = AccessJson.Names(moved.Value.Missing);
        }

        return ToolAnswers.Of(body);
    }

    private async Task<CallToolResult> CreateAsync(McpgwCall call, CancellationToken cancellationToken)
    {
        var (name, description) = (call.Arguments.RequiredText("group_name"), call.Arguments.Text("description") ?? "");
        if (call.Arguments.Problems.Count > 0)
        {
            return ToolAnswers.Invalid(call.Arguments);
        }

        var created = await groups.CreateAsync(call.Caller, name, description, createInDirectory: true, cancellationToken);
        return created.IsSuccess
            ? ToolAnswers.Of(new JsonObject
            {
                ["success"] = true,
                ["message"] = "Group successfully created",
                ["group_name"] = created.Value.Name,
                ["created_in_keycloak"] = created.Value.IsInDirectory,
                ["created_in_scopes"] = true,
            })
            : ToolAnswers.Refused(created.Error);
    }

    private async Task<CallToolResult> DeleteAsync(McpgwCall call, CancellationToken cancellationToken)
    {
        var name = call.Arguments.RequiredText("group_name");
        if (call.Arguments.Problems.Count > 0)
        {
            return ToolAnswers.Invalid(call.Arguments);
        }

        var deleted = await groups.DeleteAsync(call.Caller, name, deleteFromDirectory: true, force: false, cancellationToken);
        return deleted.IsSuccess
            ? ToolAnswers.Of(new JsonObject
            {
                ["success"] = true,
                ["message"] = "Group deletion completed",
                ["group_name"] = deleted.Value.Name,
                ["deleted_from_keycloak"] = deleted.Value.WasInDirectory,
                ["deleted_from_scopes"] = deleted.Value.WasInScopes,
            })
            : ToolAnswers.Refused(deleted.Error);
    }

    private async Task<CallToolResult> ListAsync(McpgwCall call, CancellationToken cancellationToken)
    {
        var body = AccessJson.Listing(await queries.ListAsync(call.Caller, withDirectory: true, withScopes: true, cancellationToken));
        body["summary"] = new JsonObject
        {
            ["total_keycloak"] = body["keycloak_groups"]!.AsArray().Count,
            ["total_scopes"] = body["scopes_groups"]!.AsObject().Count,
            ["synchronized_count"] = body["synchronized"]!.AsArray().Count,
            ["keycloak_only_count"] = body["keycloak_only"]!.AsArray().Count,
            ["scopes_only_count"] = body["scopes_only"]!.AsArray().Count,
        };
        body["success"] = true;
        return ToolAnswers.Of(body);
    }
}
