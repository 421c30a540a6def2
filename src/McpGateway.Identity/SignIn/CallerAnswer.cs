using System.Text.Json.Nodes;
using McpGateway.Foundation;

namespace McpGateway.Identity.SignIn;

/// <summary>Wire form of the caller (registry contract §3.8).</summary>
internal static class CallerAnswer
{
    public static JsonObject Describe(Caller caller)
    {
        var permissions = new JsonObject();
        foreach (var (action, resources) in caller.Permissions.UiPermissions)
        {
            permissions[action] = Strings(resources);
        }

        return new()
        {
            ["username"] = caller.UserName,
            ["email"] = caller.Email,
            ["auth_method"] = caller.AuthMethod,
            ["provider"] = caller.Provider,
            ["scopes"] = Strings(caller.Scopes),
            ["groups"] = Strings(caller.Groups),
            ["can_modify_servers"] = caller.Permissions.CanModifyServers,
            ["is_admin"] = caller.Permissions.IsAdmin,
            ["ui_permissions"] = permissions,
            ["accessible_servers"] = Strings(caller.Permissions.AccessibleServers),
            ["accessible_services"] = Strings(caller.Permissions.AccessibleServices),
            ["accessible_agents"] = Strings(caller.Permissions.AccessibleAgents),
        };
    }

    private static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(value => JsonValue.Create(value))];
}
