using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Groups in lines, as <c>list-groups</c> and <c>describe-group</c> print them.</summary>
internal static class GroupListing
{
    private const string NotKnown = "N/A";

    /// <summary>By where they are known, and how many.</summary>
    public static void Print(Call call, JsonNode answer)
    {
        var scopes = answer.Object("scopes_groups");
        foreach (var (member, title, details) in (ReadOnlySpan<(string, string, string[])>)
            [
                ("synchronized", "Synchronized Groups (in both Keycloak and Scopes)", ["description", "server_count"]),
                ("keycloak_only", "Keycloak-Only Groups (not in Scopes)", []),
                ("scopes_only", "Scopes-Only Groups (not in Keycloak)", ["description"]),
            ])
        {
            PrintSection(call, title, answer.List(member), scopes, details);
        }

        call.Line();
        call.Line("=== Summary ===");
        call.Line($"Total Keycloak groups: {answer.List("keycloak_groups").Count}");
        call.Line($"Total Scopes groups: {scopes?.Count ?? 0}");
        call.Line($"Synchronized: {answer.List("synchronized").Count}");
        call.Line($"Keycloak-only: {answer.List("keycloak_only").Count}");
        call.Line($"Scopes-only: {answer.List("scopes_only").Count}");
    }

    /// <summary>One group with all that it grants.</summary>
    public static void PrintRights(Call call, string name, JsonNode group)
    {
        call.Line();
        call.Line($"=== Group: {PlainText.Line(name)} ===");
        call.Line();
        call.Line($"Scope Type: {group.ShownOr("scope_type", NotKnown)}");
        call.Line($"Description: {group.ShownOr("description", NotKnown)}");
        call.Line($"Created: {group.ShownOr("created_at", NotKnown)}");
        call.Line($"Updated: {group.ShownOr("updated_at", NotKnown)}");
        call.Line();
        call.Line("Server Access:");
        PrintAccess(call, group.List("server_access"));
        call.Line();
        call.Line("Group Mappings:");
        var mappings = group.List("group_mappings");
        call.Line(mappings.Count == 0
            ? "  None"
            : string.Join('\n', mappings.Select(mapping => $"  - {PlainText.Line(mapping.ToString())}")));
        call.Line();
        call.Line("UI Permissions:");
        call.Line(group.Object("ui_permissions") is { Count: > 0 } permissions ? PythonJson.Write(permissions) : "  None");
    }

    /// <summary>That there is no such group.</summary>
    public static void PrintMissing(Call call, string name)
    {
        if (call.Has("--json"))
        {
            call.Json(new JsonObject { ["error"] = "Group not found", ["group_name"] = name });
            return;
        }

        call.Line();
        call.Line($"Group '{PlainText.Line(name)}' not found in scopes storage");
        call.Line();
    }

    private static void PrintSection(Call call, string title, IReadOnlyList<JsonNode> names, JsonObject? scopes, string[] details)
    {
        if (names.Count == 0)
        {
            return;
        }

        call.Line();
        call.Line($"=== {title} ===");
        foreach (var name in names.Select(name => name.ToString()))
        {
            call.Line($"  - {PlainText.Line(name)}");
            var scope = scopes.Object(name);
            foreach (var detail in details.Where(detail => scope?.ContainsKey(detail) == true))
            {
                call.Line($"    {(detail == "description" ? "Description" : "Servers")}: {scope.Shown(detail)}");
            }
        }
    }

    private static void PrintAccess(Call call, IReadOnlyList<JsonNode> list)
    {
        foreach (var (index, access) in list.Index())
        {
            call.Line($"  {index + 1}. Server: {access.ShownOr("server", NotKnown)}");
            foreach (var (member, title) in (ReadOnlySpan<(string, string)>)[("methods", "Methods"), ("tools", "Tools")])
            {
                if (JsonNodes.Member(access, member) is not null)
                {
                    call.Line($"     {title}: {access.ShownList(member, none: "")}");
                }
            }

            if (JsonNodes.Member(access, "agents") is { } agents)
            {
                call.Line($"     Agents: {PythonJson.Write(agents)}");
            }
        }

        if (list.Count == 0)
        {
            call.Line("  None");
        }
    }
}
