using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Users, service accounts and groups of the identity provider.</summary>
internal static class IamVerbs
{
    private const string Users = "/api/management/iam/users";
    private const string Groups = "/api/management/iam/groups";
    private const int AllUsers = 500;

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
        call.Line($"Found {answer.Shown("total")} users");
        foreach (var user in answer.List("users"))
        {
            call.Line();
            call.Line(user.Shown("username"));
            call.Line($"  ID: {user.Shown("id")}");
            call.Line($"  Email: {user.Shown("email")}");
            call.Line($"  Name: {user.Shown("firstName")} {user.Shown("lastName")}");
            call.Line($"  Enabled: {user.Shown("enabled")}");
            call.Line($"  Groups: {user.ShownList("groups")}");
        }

        return Call.Success;
    }

    private static async Task<int> CreateMachineAsync(Call call, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["name"] = call.Text("--name"), ["groups"] = GroupsOf(call) };
        Add(body, "description", call.Optional("--description"));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, $"{Users}/m2m", body, cancellationToken);
        call.Line("Service account created");
        call.Line($"  Client ID: {answer.Shown("client_id")}");
        call.Line($"  Client Secret: {answer.Shown("client_secret")}");
        call.Line($"  Groups: {answer.ShownList("groups")}");
        call.Line("Keep the secret now: it is not shown again.");
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
        call.Line($"User created: {answer.Shown("username")}");
        call.Line($"  ID: {answer.Shown("id")}");
        call.Line($"  Email: {answer.Shown("email")}");
        call.Line($"  Groups: {answer.ShownList("groups")}");
        return Call.Success;
    }

    private static async Task<int> DeleteUserAsync(Call call, CancellationToken cancellationToken)
    {
        var name = call.Text("--username");
        if (!await call.IsConfirmedAsync($"Delete user {name}?", cancellationToken))
        {
            return Call.Success;
        }

        var answer = await call.Api.DeleteAsync($"{Users}/{Uri.EscapeDataString(name)}", cancellationToken);
        call.Line($"User deleted: {answer.Shown("username")}");
        return Call.Success;
    }

    private static async Task<int> CreateGroupAsync(Call call, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["name"] = call.Text("--name") };
        Add(body, "description", call.Optional("--description"));
        var answer = await call.Api.SendJsonAsync(HttpMethod.Post, Groups, body, cancellationToken);
        call.Line($"Group created: {answer.Shown("name")}");
        call.Line($"  ID: {answer.Shown("id")}");
        call.Line($"  Path: {answer.Shown("path")}");
        return Call.Success;
    }

    private static async Task<int> DeleteGroupAsync(Call call, CancellationToken cancellationToken)
    {
        var name = call.Text("--name");
        if (!await call.IsConfirmedAsync($"Delete group {name}?", cancellationToken))
        {
            return Call.Success;
        }

        var answer = await call.Api.DeleteAsync($"{Groups}/{Uri.EscapeDataString(name)}", cancellationToken);
        call.Line($"Group deleted: {answer.Shown("name")}");
        return Call.Success;
    }

    private static async Task<int> ListGroupsAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(Groups, cancellationToken);
        call.Line($"Found {answer.Shown("total")} groups");
        foreach (var group in answer.List("groups"))
        {
            call.Line();
            call.Line(group.Shown("name"));
            call.Line($"  ID: {group.Shown("id")}");
            call.Line($"  Path: {group.Shown("path")}");
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
