using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Users, service accounts and groups of the identity provider.</summary>
internal static class IamVerbs
{
    private const string Users = "/api/management/iam/users";
    private const string Groups = "/api/management/iam/groups";
    private const string NotKnown = "N/A";
    private const int AllUsers = 500;
    private const int WideIndent = 4;

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("user-list", "List users and service accounts",
            [Parameter.Text("--search", "Text to look for"), Parameter.Whole("--limit", "At most so many", AllUsers)], ListUsersAsync),
        new("user-create-m2m", "Create a service account",
            [
                Parameter.Required("--name", "Name of the account"), Parameter.Required("--groups", "Names, separated by commas"),
                Parameter.Text("--description", "What it is for"),
            ],
            CreateMachineAsync),
        new("user-create-human", "Create a user",
            [
                Parameter.Required("--username", "Name to sign in with"), Parameter.Required("--email", "Mail address"),
                Parameter.Required("--first-name", "Given name"), Parameter.Required("--last-name", "Family name"),
                Parameter.Required("--groups", "Names, separated by commas"), Parameter.Text("--password", "First password"),
            ],
            CreateHumanAsync),
        new("user-delete", "Delete a user or service account",
            [Parameter.Required("--username", "Name of the account"), Parameter.Flag("--force", "Do not ask")], DeleteUserAsync),
        new("group-create", "Create a group",
            [Parameter.Required("--name", "Name of the group"), Parameter.Text("--description", "What it is for")], CreateGroupAsync),
        new("group-delete", "Delete a group",
            [Parameter.Required("--name", "Name of the group"), Parameter.Flag("--force", "Do not ask")], DeleteGroupAsync),
        new("group-list", "List groups", [], ListGroupsAsync),
    ];

    private static async Task<int> ListUsersAsync(Call call, CancellationToken cancellationToken)
    {
        string?[] query =
        [
            call.Optional("--search") is { } search ? "search=" + Uri.EscapeDataString(search) : null,
            call.Whole("--limit") is not AllUsers and var limit ? $"limit={limit}" : null,
        ];
        var parts = string.Join('&', query.Where(part => part is not null));
        var answer = await call.Api.GetAsync(parts.Length == 0 ? Users : $"{Users}?{parts}", cancellationToken);
        var users = answer.List("users");
        call.Note(users.Count == 0 ? "No users found" : $"Found {answer.Shown("total")} users");
        foreach (var user in users)
        {
            call.Line($"{(user.IsTrue("enabled") ? "✓" : "✗")} {user.Shown("username")} (ID: {user.Shown("id")})");
            call.Line($"  Email: {user.ShownOr("email", NotKnown)}");
            PrintName(call, "  ", user);
            call.Line($"  Groups: {user.ShownList("groups")}");
            call.Line($"  Enabled: {user.Shown("enabled")}");
            call.Line();
        }

        return Call.Success;
    }

    private static void PrintName(Call call, string indent, JsonNode user)
    {
        var name = $"{user.ShownOr("firstName", "")} {user.ShownOr("lastName", "")}".Trim();
        if (name.Length > 0)
        {
            call.Line($"{indent}Name: {name}");
        }
    }

    private static async Task<int> CreateMachineAsync(Call call, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["name"] = call.Text("--name"), ["groups"] = GroupsOf(call) };
        Add(body, "description", call.Optional("--description"));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, $"{Users}/m2m", body, cancellationToken);
        call.Note("M2M account created successfully");
        call.Line($"Client ID: {answer.Shown("client_id")}");
        call.Line($"Client Secret: {answer.Shown("client_secret")}");
        call.Line($"Groups: {answer.ShownList("groups", none: "")}");
        call.Line();
        call.Line("IMPORTANT: Save the client secret securely - it cannot be retrieved later.");
        return Call.Success;
    }

    private static async Task<int> CreateHumanAsync(Call call, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["username"] = call.Text("--username"),
            ["email"] = call.Text("--email"),
            ["firstname"] = call.Text("--first-name"),
            ["lastname"] = call.Text("--last-name"),
            ["groups"] = GroupsOf(call),
        };
        Add(body, "password", call.Optional("--password"));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, $"{Users}/human", body, cancellationToken);
        call.Note("User created successfully");
        call.Line($"Username: {answer.Shown("username")}");
        call.Line($"User ID: {answer.Shown("id")}");
        call.Line($"Email: {answer.ShownOr("email", NotKnown)}");
        PrintName(call, "", answer);
        call.Line($"Groups: {answer.ShownList("groups", none: "")}");
        call.Line($"Enabled: {answer.Shown("enabled")}");
        return Call.Success;
    }

    private static async Task<int> DeleteUserAsync(Call call, CancellationToken cancellationToken)
    {
        var name = call.Text("--username");
        if (!await call.IsConfirmedAsync($"Delete user '{name}'?", cancellationToken))
        {
            return Call.Success;
        }

        var answer = await call.Api.DeleteAsync($"{Users}/{Uri.EscapeDataString(name)}", cancellationToken);
        call.Note($"User '{answer.Shown("username")}' deleted successfully");
        return Call.Success;
    }

    private static async Task<int> CreateGroupAsync(Call call, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["name"] = call.Text("--name") };
        Add(body, "description", call.Optional("--description"));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, Groups, body, cancellationToken);
        call.Note($"IAM group created successfully: {answer.Shown("name")}");
        call.Line();
        PrintGroup(call, answer);
        return Call.Success;
    }

    private static void PrintGroup(Call call, JsonNode group)
    {
        call.Line($"Group: {group.Shown("name")}");
        call.Line($"  ID: {group.Shown("id")}");
        call.Line($"  Path: {group.Shown("path")}");
        if (group.Object("attributes") is { Count: > 0 } attributes)
        {
            call.Line($"  Attributes: {PythonJson.Write(attributes, WideIndent)}");
        }
    }

    private static async Task<int> DeleteGroupAsync(Call call, CancellationToken cancellationToken)
    {
        var name = call.Text("--name");
        if (!await call.IsConfirmedAsync($"Delete IAM group '{name}'?", cancellationToken))
        {
            return Call.Success;
        }

        var answer = await call.Api.DeleteAsync($"{Groups}/{Uri.EscapeDataString(name)}", cancellationToken);
        call.Note($"IAM group deleted successfully: {answer.Shown("name")}");
        return Call.Success;
    }

    private static async Task<int> ListGroupsAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(Groups, cancellationToken);
        var groups = answer.List("groups");
        call.Note(groups.Count == 0 ? "No IAM groups found" : $"Found {answer.Shown("total")} IAM groups:");
        foreach (var group in groups)
        {
            PrintGroup(call, group);
            call.Line();
        }

        return Call.Success;
    }

    private static JsonArray GroupsOf(Call call) => new([.. call.List("--groups").Select(group => (JsonNode)JsonValue.Create(group)!)]);

    private static void Add(JsonObject body, string name, string? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }
}
