using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests.Support;

/// <summary>Groups and accounts, made through the API.</summary>
internal static class People
{
    public const string Password = "another long password";

    /// <summary>A group that may list and use one server, and do what is stated to it.</summary>
    public static async Task AddGroupAsync(
        this GatewayProcess gateway, string group, string server, CancellationToken cancellationToken, params string[] actions)
    {
        await PostAsync(gateway, "/api/management/iam/groups", new { name = group }, cancellationToken);
        await PostAsync(
            gateway,
            "/api/servers/groups/import",
            new
            {
                scope_name = group,
                server_access = new[]
                {
                    new { server, methods = (string[])["all"], tools = (string[])["*"] },
                    new { server = "api", methods = (string[])["servers", "GET", "POST"], tools = Array.Empty<string>() },
                },
                group_mappings = (string[])[group],
                ui_permissions = actions.Append("list_service").ToDictionary(static action => action, _ => (string[])[server]),
            },
            cancellationToken);
    }

    public static Task AddUserAsync(this GatewayProcess gateway, string name, string group, CancellationToken cancellationToken) =>
        gateway.AddUserAsync(name, [group], cancellationToken);

    public static Task AddUserAsync(
        this GatewayProcess gateway, string name, IReadOnlyList<string> groups, CancellationToken cancellationToken) => PostAsync(
        gateway,
        "/api/management/iam/users/human",
        new
        {
            username = name,
            email = $"{name}@example.org",
            firstname = name,
            lastname = "T",
            groups,
            password = Password,
        },
        cancellationToken);

    /// <summary>A token with all of the scopes of somebody who was added here.</summary>
    public static async Task<string> VendForAsync(this GatewayProcess gateway, string name, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Address };
        using var form = new FormUrlEncodedContent([new("username", name), new("password", Password)]);
        using var signedIn = await client.PostAsync(new Uri("/api/auth/login", UriKind.Relative), form, cancellationToken);
        using var answer = await client.PostAsJsonAsync("/api/tokens/generate", new { expires_in_hours = 1 }, cancellationToken);
        var tokens = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, tokens.ToString());
        return TestLog.Current.SecretMembers(tokens).GetProperty("tokens").GetProperty("access_token").GetString()!;
    }

    private static async Task PostAsync<T>(GatewayProcess gateway, string path, T body, CancellationToken cancellationToken)
    {
        using var response = await gateway.Client.PostAsJsonAsync(path, body, cancellationToken);
        Assert.True(
            response.IsSuccessStatusCode,
            $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }
}
