using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Health;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>Who sees a server (gateway contract §14.5): lists, details, search, the registry API and calls agree.</summary>
public sealed class ServerVisibilityTests
{
    /// <summary>Whoever may use <c>*</c> is an administrator.</summary>
    private static readonly object[] Everything = [Rule("echo"), Rule("api"), Rule("v0.1")];

    private static readonly Dictionary<string, string[]> All = new()
    {
        ["list_service"] = ["all"],
        ["register_service"] = ["all"],
        ["modify_service"] = ["all"],
        ["toggle_service"] = ["all"],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Both may use every server by their rules; of the groups <c>red</c> and <c>blue</c> each is in one.</summary>
    [Theory]
    [InlineData("public", "", true, true)]
    [InlineData("private", "", true, false)]
    [InlineData("internal", "", true, false)]
    [InlineData("group-restricted", "blue", true, true)]
    [InlineData("group-restricted", """["green"]""", true, false)]
    public async Task Server_OfAVisibility_IsListedFoundAndCallableForTheSame(string visibility, string groups, bool owner, bool other)
    {
        await using var upstream = await EchoAsync();
        await using var gateway = await ComposedGateway.StartAsync(("Registry:PublicScope", "everything"));
        await gateway.CreateGroupAsync("everything", Everything, All);
        foreach (var (user, group) in ((string, string)[])[("ann", "red"), ("bob", "blue")])
        {
            await gateway.CreateGroupAsync(group, [], new Dictionary<string, string[]>());
            await gateway.CreateUserAsync(user, "everything", group);
        }

        using var ann = await gateway.BearerAsync("ann");
        using var bob = await gateway.BearerAsync("bob");
        using var anybody = gateway.Anonymous();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await PostAsync(
            ann, "/api/servers/register", ("name", "Secret echo"), ("description", "Says it again"), ("path", "/echo"),
            ("proxy_pass_url", upstream.Address), ("visibility", visibility), ("allowed_groups", groups));
        await PostAsync(ann, "/api/servers/toggle", ("path", "/echo"), ("new_state", "true"));

        Assert.Equal((owner, true), (await SeesAsync(ann), await SeesAsync(admin)));
        Assert.Equal(other, await SeesAsync(bob));
        Assert.Equal(
            visibility == "public",
            (await anybody.GetStringAsync(new Uri("/v0.1/servers", UriKind.Relative), Cancel)).Contains("/echo", StringComparison.Ordinal));
        Assert.Equal(
            visibility == "public",
            (await admin.GetStringAsync(new Uri("/api/federation/servers", UriKind.Relative), Cancel)).Contains(
                "/echo", StringComparison.Ordinal));
        var detail = await ann.GetFromJsonAsync<JsonElement>("/api/servers/echo", Cancel);
        Assert.Equal(visibility == "internal" ? "private" : visibility, detail.GetProperty("visibility").GetString());
    }

    [Theory]
    [InlineData("Private", "")]
    [InlineData("secret", "")]
    [InlineData("group-restricted", "")]
    public async Task Register_OrEdit_WithAVisibilityThatIsNone_IsRefused(string visibility, string groups)
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.RegisterServerAsync("/there", new("http://10.1.2.3/mcp"));
        (string, string)[] fields =
        [
            ("name", "x"), ("description", "d"), ("proxy_pass_url", "http://10.1.2.3/mcp"), ("visibility", visibility),
            ("allowed_groups", groups),
        ];

        var registered = await StatusAsync(admin, "/api/servers/register", [.. fields, ("path", "/new")]);
        var edited = await StatusAsync(admin, "/api/edit/there", fields);

        Assert.Equal((422, 422), (registered, edited));
        Assert.Equal(404, (await admin.SendAsync("GET", "/api/servers/new")).Status);
    }

    /// <summary>Another version of a private server is as private, and so is what is told of it when it is gone.</summary>
    [Fact]
    public async Task Versions_AndWhatIsGone_AreAsPrivateAsTheServer()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        await gateway.CreateGroupAsync("everything", Everything, All);
        await gateway.CreateUserAsync("ann", "everything");
        await gateway.CreateUserAsync("bob", "everything");
        using var ann = await gateway.BearerAsync("ann");
        using var bob = await gateway.BearerAsync("bob");
        (string, string)[] server =
            [("name", "Echo"), ("description", "d"), ("path", "/echo"), ("proxy_pass_url", "http://10.1.2.3/mcp")];
        await PostAsync(ann, "/api/servers/register", [.. server, ("visibility", "private")]);

        await PostAsync(ann, "/api/servers/register", [.. server, ("version", "2.0.0")]);
        var before = (await ListedAsync(ann), await ListedAsync(bob));
        await PostAsync(ann, "/api/servers/remove", ("path", "/echo"));
        var after = (await ListedAsync(ann), await ListedAsync(bob));

        Assert.Equal((2, 0), before);
        Assert.Equal((2, 0), after);

        static async Task<int> ListedAsync(HttpClient client)
        {
            var list = await client.GetFromJsonAsync<JsonElement>("/v0.1/servers?include_deleted=true&search=echo", Cancel);
            return list.GetProperty("servers").GetArrayLength();
        }
    }

    /// <summary>Whether the caller is shown it, which has to be the same everywhere.</summary>
    private static async Task<bool> SeesAsync(HttpClient client)
    {
        var list = await client.GetStringAsync(new Uri("/api/servers", UriKind.Relative), Cancel);
        var isListed = list.Contains("\"/echo\"", StringComparison.Ordinal);
        using var detail = await client.GetAsync(new Uri("/api/servers/echo", UriKind.Relative), Cancel);
        var registry = await client.GetStringAsync(new Uri("/v0.1/servers", UriKind.Relative), Cancel);
        var isFound = false;
        if (isListed)
        {
            await Eventually.UntilAsync(async () => isFound = await FindsAsync(client));
        }
        else
        {
            isFound = await FindsAsync(client);
        }

        using var call = await client.PostAsync(
            new Uri("/echo/mcp", UriKind.Relative),
            new StringContent(
                """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"again","arguments":{}}}""", Encoding.UTF8,
                "application/json"),
            Cancel);
        Assert.Equal(
            (isListed, isListed, isListed, isListed),
            (detail.StatusCode == HttpStatusCode.OK, registry.Contains("/echo", StringComparison.Ordinal), isFound,
                call.StatusCode == HttpStatusCode.OK));
        return isListed;
    }

    private static object Rule(string server) => new { server, methods = new[] { "all" }, tools = new[] { "all" } };

    private static async Task<bool> FindsAsync(HttpClient client)
    {
        using var found = await client.PostAsJsonAsync("/api/search/semantic", new { query = "secret echo says it again" }, Cancel);
        return (await found.Content.ReadAsStringAsync(Cancel)).Contains("/echo", StringComparison.Ordinal);
    }

    private static Task<ScriptedServer> EchoAsync() => ScriptedServer.StartMcpAsync(static async (context, message) =>
    {
        var method = (string?)message["method"];
        if (method is not ("tools/list" or "tools/call"))
        {
            return false;
        }

        await ScriptedServer.ResultAsync(context, message, method == "tools/list"
            ? new() { ["tools"] = new JsonArray(ScriptedServer.Tool("again", "Says it again.")) }
            : new() { ["content"] = new JsonArray() });
        return true;
    });

    private static async Task PostAsync(HttpClient client, string path, params (string Name, string Value)[] fields) =>
        Assert.InRange(await StatusAsync(client, path, fields), 200, 299);

    private static async Task<int> StatusAsync(HttpClient client, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            fields.Where(static field => field.Value.Length > 0).Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), form, Cancel);
        return (int)answer.StatusCode;
    }
}
