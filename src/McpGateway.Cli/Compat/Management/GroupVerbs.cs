using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Groups and what they may use.</summary>
internal static class GroupVerbs
{
    private const string Groups = "/api/servers/groups";

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("add-to-groups", "Let groups use a server", Membership, (call, stop) => ChangeAsync(call, "add", "added to", stop)),
        new("remove-from-groups", "Take a server away from groups", Membership,
            (call, stop) => ChangeAsync(call, "remove", "removed from", stop)),
        new("create-group", "Create a group",
            [
                Parameter.Required("--name", "Name of the group"), Parameter.Text("--description", "What it is for"),
                Parameter.Flag("--idp", "Create it in the identity provider, too"),
            ],
            CreateAsync),
        new("delete-group", "Delete a group",
            [
                Parameter.Required("--name", "Name of the group"), Parameter.Flag("--idp", "Delete it in the identity provider, too"),
                Parameter.Flag("--force", "Do not ask, and delete a group of the system as well"),
            ],
            DeleteAsync),
        new("import-group", "Create or replace a group from a JSON file", [Parameter.Required("--file", "JSON file of the group")],
            ImportAsync),
        new("list-groups", "List groups",
            [
                Parameter.Flag("--no-keycloak", "Leave out those of the identity provider"),
                Parameter.Flag("--no-scopes", "Leave out those of the registry"), Parameter.Flag("--json", "Print the registry's answer"),
            ],
            ListAsync),
        new("describe-group", "Show a group with its rights",
            [Parameter.Required("--name", "Name of the group"), Parameter.Flag("--json", "Print the registry's answer")], DescribeAsync),
    ];

    private static Parameter[] Membership =>
        [Parameter.Required("--server", "Path of the server"), Parameter.Required("--groups", "Names, separated by commas")];

    private static async Task<int> ChangeAsync(Call call, string action, string done, CancellationToken cancellationToken)
    {
        var answer = await call.Api.PostFormAsync(
            $"{Groups}/{action}",
            [("server_name", call.Text("--server")), ("group_names", string.Join(',', call.List("--groups")))],
            cancellationToken);
        call.Line($"Server {answer.Shown("server_path")} {done} groups: {answer.ShownList("groups")}");
        return Call.Success;
    }

    private static async Task<int> CreateAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.PostFormAsync(
            $"{Groups}/create",
            [
                ("group_name", call.Text("--name")), ("description", call.Optional("--description")),
                ("create_in_idp", call.Has("--idp") ? "True" : null),
            ],
            cancellationToken);
        call.Line($"Group created: {answer.Shown("group_name")}");
        call.Line($"  In identity provider: {answer.Shown("created_in_idp")}");
        call.Line($"  In scopes: {answer.Shown("created_in_scopes")}");
        return Call.Success;
    }

    private static async Task<int> DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        var name = call.Text("--name");
        if (!await call.IsConfirmedAsync($"Delete group {name}?", cancellationToken))
        {
            return Call.Success;
        }

        var answer = await call.Api.PostFormAsync(
            $"{Groups}/delete",
            [
                ("group_name", name), ("delete_from_idp", call.Has("--idp") ? "True" : null),
                ("force", call.Has("--force") ? "True" : null),
            ],
            cancellationToken);
        call.Line($"Group deleted: {answer.Shown("group_name")}");
        call.Line($"  In identity provider: {answer.Shown("deleted_from_keycloak")}");
        call.Line($"  In scopes: {answer.Shown("deleted_from_scopes")}");
        return Call.Success;
    }

    private static async Task<int> ImportAsync(Call call, CancellationToken cancellationToken)
    {
        var group = await call.ReadFileAsync(call.Text("--file"), cancellationToken);
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, $"{Groups}/import", group, cancellationToken);
        call.Line($"Group imported: {answer.Shown("group_name")}");
        call.Line($"  Message: {answer.Shown("message")}");
        return Call.Success;
    }

    private static async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var keycloak = call.Has("--no-keycloak") ? "false" : "true";
        var scopes = call.Has("--no-scopes") ? "false" : "true";
        var answer = await call.Api.GetAsync($"{Groups}?include_keycloak={keycloak}&include_scopes={scopes}", cancellationToken);
        if (call.Has("--json"))
        {
            return call.Json(answer);
        }

        var provided = answer.List("keycloak_groups");
        call.Line($"Groups of the identity provider: {provided.Count}");
        foreach (var group in provided)
        {
            call.Line($"  {group.Shown("name")}");
        }

        var own = answer.Object("scopes_groups") ?? [];
        call.Line($"Groups of the registry: {own.Count}");
        foreach (var (name, group) in own)
        {
            call.Line($"  {name}: {group.Shown("server_count")} servers{Described(group)}");
        }

        return ListDifferences(call, answer);
    }

    private static string Described(JsonNode? group) =>
        group.Text("description") is { Length: > 0 } ? $", {group.Shown("description")}" : "";

    private static int ListDifferences(Call call, JsonNode answer)
    {
        foreach (var (member, title) in (ReadOnlySpan<(string, string)>)
            [("synchronized", "In both"), ("keycloak_only", "Only in the identity provider"), ("scopes_only", "Only in the registry")])
        {
            if (answer.List(member) is { Count: > 0 })
            {
                call.Line($"{title}: {answer.ShownList(member)}");
            }
        }

        return Call.Success;
    }

    private static async Task<int> DescribeAsync(Call call, CancellationToken cancellationToken)
    {
        var group = await call.Api.GetAsync($"{Groups}/{Uri.EscapeDataString(call.Text("--name"))}", cancellationToken);
        if (call.Has("--json"))
        {
            return call.Json(group);
        }

        call.Line($"Group: {group.Shown("scope_name")}");
        call.Line($"  Type: {group.Shown("scope_type")}");
        call.Line($"  Description: {group.Shown("description")}");
        call.Line($"  Group mappings: {group.ShownList("group_mappings")}");
        call.Line($"  Server access: {group.List("server_access").Count}");
        foreach (var access in group.List("server_access").Where(access => access.Text("server") is not null))
        {
            call.Line($"    {access.Shown("server")}: methods {access.ShownList("methods")}; tools {access.ShownList("tools")}");
        }

        call.Line("  UI permissions:");
        foreach (var (permission, _) in group.Object("ui_permissions") ?? [])
        {
            call.Line($"    {permission}: {group.Object("ui_permissions").ShownList(permission)}");
        }

        return Call.Success;
    }
}
