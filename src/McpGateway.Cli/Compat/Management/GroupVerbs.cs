using System.Net;
using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;

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
        var groups = call.List("--groups");
        await call.Api.PostFormAsync(
            $"{Groups}/{action}", [("server_name", call.Text("--server")), ("group_names", string.Join(',', groups))], cancellationToken);
        call.Note($"Server {call.Text("--server")} {done} groups: {string.Join(", ", groups)}");
        return Call.Success;
    }

    private static async Task<int> CreateAsync(Call call, CancellationToken cancellationToken)
    {
        await call.Api.PostFormAsync(
            $"{Groups}/create",
            [
                ("group_name", call.Text("--name")), ("description", call.Optional("--description")),
                ("create_in_idp", call.Has("--idp") ? "True" : null),
            ],
            cancellationToken);
        call.Note($"Group created successfully: {call.Text("--name")}");
        return Call.Success;
    }

    private static async Task<int> DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        var name = call.Text("--name");
        if (!await call.IsConfirmedAsync($"Delete group {name}?", cancellationToken))
        {
            return Call.Success;
        }

        await call.Api.PostFormAsync(
            $"{Groups}/delete",
            [
                ("group_name", name), ("delete_from_idp", call.Has("--idp") ? "True" : null),
                ("force", call.Has("--force") ? "True" : null),
            ],
            cancellationToken);
        call.Note($"Group deleted successfully: {name}");
        return Call.Success;
    }

    private static async Task<int> ImportAsync(Call call, CancellationToken cancellationToken)
    {
        var group = await call.ReadFileAsync(call.Text("--file"), cancellationToken);
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, $"{Groups}/import", group, cancellationToken);
        call.Note($"Group imported successfully: {group.Shown("scope_name")}");
        call.Note($"Response: {PythonJson.Write(answer)}");
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

        GroupListing.Print(call, answer);
        return Call.Success;
    }

    private static async Task<int> DescribeAsync(Call call, CancellationToken cancellationToken)
    {
        var name = call.Text("--name");
        JsonNode group;
        try
        {
            group = await call.Api.GetAsync($"{Groups}/{Uri.EscapeDataString(name)}", cancellationToken);
        }
        catch (CommandFailure refusal) when (refusal.Status == HttpStatusCode.NotFound)
        {
            GroupListing.PrintMissing(call, name);
            return Call.Failure;
        }

        if (call.Has("--json"))
        {
            return call.Json(group);
        }

        GroupListing.PrintRights(call, name, group);
        return Call.Success;
    }
}
