using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Proxy.Protocol;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>Tools that show callers how the gateway sees them. What could be a credential is masked.</summary>
internal static class DebugTools
{
    private const string NoArguments = """{"type":"object","properties":{}}""";
    private const string Mask = "***MASKED***";

    private static readonly string[] Sensitive =
        ["auth", "cookie", "token", "secret", "key", "password", "passwd", "credential", "session", "signature", "jwt", "assertion"];

    /// <summary>Names that look sensitive and say only how, not with what.</summary>
    private static readonly string[] Harmless = [GatewayHeaders.AuthMethod, GatewayHeaders.ClientIdAuth];

    public static IEnumerable<McpgwTool> Tools =>
    [
        McpgwTool.Of(
            "debug_auth_context",
            "Shows who the gateway takes you for: user, groups, scopes, permissions, and the headers of this request with credentials "
                + "masked.",
            NoArguments,
            McpgwTool.Reads,
            (call, _) => Task.FromResult(Context(call))),
        McpgwTool.Of(
            "get_http_headers",
            "Shows the headers of this request as they reach servers behind the gateway, with credentials masked.",
            NoArguments,
            McpgwTool.Reads,
            (call, _) => Task.FromResult(ToolAnswers.Of(new JsonObject { ["headers"] = Headers(call) }))),
    ];

    private static CallToolResult Context(McpgwCall call)
    {
        var caller = call.Caller;
        var permissions = new JsonObject();
        foreach (var (action, resources) in caller.Permissions.UiPermissions)
        {
            permissions[action] = AccessJson.Names(resources);
        }

        return ToolAnswers.Of(new JsonObject
        {
            ["username"] = caller.UserName,
            ["groups"] = AccessJson.Names(caller.Groups),
            ["scopes"] = AccessJson.Names(caller.Scopes),
            ["auth_method"] = caller.AuthMethod,
            ["provider"] = caller.Provider,
            ["client_id"] = caller.ClientId,
            ["is_admin"] = caller.Permissions.IsAdmin,
            ["ui_permissions"] = permissions,
            ["accessible_servers"] = AccessJson.Names(caller.Permissions.AccessibleServers),
            ["headers"] = Headers(call),
        });
    }

    private static JsonObject Headers(McpgwCall call)
    {
        var headers = new JsonObject();
        if (call.Headers is not null)
        {
            foreach (var (name, values) in call.Headers.NonValidated)
            {
                headers[name] = IsSensitive(name) ? Mask : values.ToString();
            }
        }

        return headers;
    }

    private static bool IsSensitive(string name) =>
        !Harmless.Contains(name, StringComparer.OrdinalIgnoreCase)
            && Sensitive.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
