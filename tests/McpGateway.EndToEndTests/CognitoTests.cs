using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>A user pool of cognito-local behind the gateway: sign-in, tokens of people and machines, management, outage.</summary>
public sealed class CognitoTests : IAsyncLifetime
{
    private const string Group = "clock-readers";
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private const string Call = """{"jsonrpc":"2.0","id":"c1","method":"tools/call","params":"""
        + """{"name":"current_time_by_timezone","arguments":{"tz_name":"UTC"}}}""";

    private CognitoPool _pool = null!;
    private GatewayProcess _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _pool = await CognitoPool.StartAsync(Cancellation);
        _gateway = await GatewayProcess.StartAsync(Cancellation, _pool.Settings);
        await _pool.AllowAsync(_gateway.Address, Cancellation);
        await _gateway.SignInAsync(Cancellation);
        await ManageAsync(HttpMethod.Post, "groups", new { name = Group, description = "Those who may know the time" });
        await GrantAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _pool.DisposeAsync();
    }

    [Fact]
    public async Task AccessTokens_OfPeople_DecideByTheGroupsOfThePool()
    {
        await AddPersonAsync("carol", Group);
        await AddPersonAsync("dave", "public-mcp-users");
        var other = await _pool.CallAsync(
            "CreateUserPoolClient", new { UserPoolId = _pool.Id, ClientName = "another application" }, Cancellation);
        var carol = await _pool.SignInAsync("carol", Cancellation);
        var dave = await _pool.SignInAsync("dave", Cancellation);
        var elsewhere = await _pool.SignInAsync(
            "carol", Cancellation, other.GetProperty("UserPoolClient").GetProperty("ClientId").GetString());

        var me = await WhoAsync(carol.Access);
        var listed = await _gateway.CallAsync("/currenttime/mcp", carol.Access, List, Cancellation);
        var called = await _gateway.CallAsync("/currenttime/mcp", carol.Access, Call, Cancellation);
        var denied = await _gateway.CallAsync("/currenttime/mcp", dave.Access, Call, Cancellation);
        var idToken = await _gateway.CallAsync("/currenttime/mcp", carol.Id, Call, Cancellation);
        var foreign = await _gateway.CallAsync("/currenttime/mcp", elsewhere.Access, Call, Cancellation);

        Assert.Equal(("carol", "cognito", $"""["{Group}"]"""),
            (me.GetProperty("username").GetString(), me.GetProperty("provider").GetString(), me.GetProperty("groups").ToString()));
        Assert.Equal(
            ["current_time_by_timezone"],
            listed.Body!.Value.GetProperty("result")
                .GetProperty("tools")
                .EnumerateArray()
                .Select(tool => tool.GetProperty("name").GetString()));
        Assert.Equal((HttpStatusCode.OK, "c1"), (called.Status, called.Body!.Value.GetProperty("id").GetString()));
        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (denied.Status, idToken.Status, foreign.Status));
    }

    [Fact]
    public async Task SignIn_EndToEnd_GivesThePoolsGroupsAndSignsOutThere()
    {
        await AddPersonAsync("carol", Group);
        await _pool.CallAsync(
            "AdminCreateUser", new
            {
                UserPoolId = _pool.Id,
                Username = "nobody",
                MessageAction = "SUPPRESS",
                UserAttributes = new[] { new { Name = "email", Value = "n@example.org" } },
            }, Cancellation);
        await _pool.CallAsync(
            "AdminSetUserPassword", new { UserPoolId = _pool.Id, Username = "nobody", CognitoPool.Password, Permanent = true },
            Cancellation);
        using var browser = new HttpBrowser();
        using var another = new HttpBrowser();

        var there = await SignInAsync(browser, "carol");
        using var me = await browser.GetAsync(there, Cancellation);
        var caller = await me.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        using var signedOut = await browser.GetAsync(new(_gateway.Address, "/api/auth/logout"), Cancellation);
        using var back = await browser.GetAsync(signedOut.Headers.Location!, Cancellation);
        using var afterwards = await browser.GetAsync(there, Cancellation);
        using var groupless = await another.GetAsync(await SignInAsync(another, "nobody"), Cancellation);

        Assert.Equal(
            ("carol", "carol@example.org", "oauth2", "cognito", $"""["{Group}"]""", $"""["{Group}"]"""),
            (Text(caller, "username"), Text(caller, "email"), Text(
                caller,
                "auth_method"), Text(caller,
                "provider"), caller.GetProperty("groups").ToString(), caller.GetProperty("scopes").ToString()));
        Assert.Equal(
            (_pool.Address.Authority, "/logout"), (signedOut.Headers.Location!.Authority, signedOut.Headers.Location.AbsolutePath));
        Assert.Equal(new Uri(_gateway.Address, "/login"), back.Headers.Location);
        Assert.Equal(HttpStatusCode.Unauthorized, afterwards.StatusCode);
        Assert.Equal("[]", (await groupless.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("groups").ToString());
        Assert.DoesNotContain(_pool.ClientSecret, _gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", _gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_ManagedHere_AreThePoolsAndLoseAccessAtOnce()
    {
        await AddPersonAsync("carol", Group);
        var listed = await ManageAsync(HttpMethod.Get, "users?search=car");
        var inPool = await _pool.CallAsync("AdminListGroupsForUser", new { UserPoolId = _pool.Id, Username = "carol" }, Cancellation);
        var before = await _pool.SignInAsync("carol", Cancellation);
        var allowed = await _gateway.CallAsync("/currenttime/mcp", before.Access, Call, Cancellation);

        await AddGroupAsync("public-mcp-users");
        await ManageAsync(HttpMethod.Patch, "users/carol", new { groups = (string[])["public-mcp-users"] });
        var regrouped = await _gateway.CallAsync("/currenttime/mcp", before.Access, Call, Cancellation);
        await ManageAsync(HttpMethod.Patch, "users/carol", new { enabled = false });
        var disabled = await _pool.CallAsync("AdminGetUser", new { UserPoolId = _pool.Id, Username = "carol" }, Cancellation);
        await ManageAsync(HttpMethod.Delete, "users/carol");
        var users = await _pool.CallAsync("ListUsers", new { UserPoolId = _pool.Id }, Cancellation);

        Assert.Equal($"""["{Group}"]""", Assert.Single(listed.GetProperty("users").EnumerateArray()).GetProperty("groups").ToString());
        Assert.Equal(Group, Assert.Single(inPool.GetProperty("Groups").EnumerateArray()).GetProperty("GroupName").GetString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (allowed.Status, regrouped.Status));
        Assert.False(disabled.GetProperty("Enabled").GetBoolean());
        Assert.Empty(users.GetProperty("Users").EnumerateArray());
    }

    [Fact]
    public async Task ServiceAccounts_ManagedHere_AreAppClientsThatCallWithTheirGroups()
    {
        var made = await ManageAsync(HttpMethod.Post, "users/m2m", new { name = "agent", groups = (string[])[Group] });
        await AddGroupAsync("public-mcp-users");
        var idle = await ManageAsync(HttpMethod.Post, "users/m2m", new { name = "idle-agent", groups = (string[])["public-mcp-users"] });
        var token = await TokenAsync(made);
        var me = await WhoAsync(token);
        var called = await _gateway.CallAsync("/currenttime/mcp", token, Call, Cancellation);
        var denied = await _gateway.CallAsync("/currenttime/mcp", await TokenAsync(idle), Call, Cancellation);
        var listed = await ManageAsync(HttpMethod.Get, "users");

        await ManageAsync(HttpMethod.Delete, "users/agent");
        var deleted = await _gateway.CallAsync("/currenttime/mcp", token, Call, Cancellation);
        await ManageAsync(HttpMethod.Delete, "groups/public-mcp-users");
        var left = await ManageAsync(HttpMethod.Get, "users");

        Assert.Equal((Text(made, "client_id"), $"""["{Group}"]"""), (Text(me, "username"), me.GetProperty("groups").ToString()));
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), (called.Status, denied.Status, deleted.Status));
        Assert.Equal(["agent", "idle-agent"], listed.GetProperty("users").EnumerateArray().Select(user => Text(user, "username")).Order());
        Assert.Equal("[]", Assert.Single(left.GetProperty("users").EnumerateArray()).GetProperty("groups").ToString());
    }

    [Fact]
    public async Task Outage_KnownKeysGoOnAndTheRestSaysSo()
    {
        await AddPersonAsync("carol", Group);
        var first = await _pool.SignInAsync("carol", Cancellation);
        var before = await _gateway.CallAsync("/currenttime/mcp", first.Access, Call, Cancellation);
        using var browser = new HttpBrowser();
        var callback = await browser.FollowAsync(
            new(_gateway.Address, "/oauth2/login/cognito"), "carol", at => at.AbsolutePath == "/oauth2/callback/cognito", Cancellation);

        await _pool.ControlAsync("down", Cancellation);
        var second = await _pool.SignInAsync("carol", Cancellation);
        var known = await _gateway.CallAsync("/currenttime/mcp", first.Access, Call, Cancellation);
        var fresh = await _gateway.CallAsync("/currenttime/mcp", second.Access, Call, Cancellation);
        using var signedIn = await browser.GetAsync(callback, Cancellation);
        using var page = await browser.GetAsync(new(_gateway.Address, signedIn.Headers.Location!), Cancellation);
        using var managed = await _gateway.Client.GetAsync(new Uri("/api/management/iam/users", UriKind.Relative), Cancellation);
        await _pool.ControlAsync("up", Cancellation);
        using var me = await browser.GetAsync(await SignInAsync(browser, "carol"), Cancellation);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK), (before.Status, known.Status, fresh.Status));
        Assert.Equal("/login?error=oauth2_callback_failed", signedIn.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.BadGateway, managed.StatusCode);
        Assert.Contains("cannot be reached", await managed.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, 1), (me.StatusCode, await _pool.ControlAsync("state", Cancellation)));
    }

    private Task<Uri> SignInAsync(HttpBrowser browser, string user) => browser.FollowAsync(
        new(_gateway.Address, "/oauth2/login/cognito?redirect_uri=%2Fapi%2Fauth%2Fme"), user, at =>
            at.AbsolutePath == "/api/auth/me", Cancellation);

    private async Task AddPersonAsync(string name, string group)
    {
        if (group != Group)
        {
            await AddGroupAsync(group);
        }

        await ManageAsync(
            HttpMethod.Post, "users/human",
            new
            {
                username = name,
                email = name + "@example.org",
                firstname = "First",
                lastname = "Last",
                groups = (string[])[group],
                password = CognitoPool.Password,
            });
    }

    private async Task AddGroupAsync(string name) =>
        await _pool.CallAsync("CreateGroup", new { UserPoolId = _pool.Id, GroupName = name }, Cancellation);

    private Task<string> TokenAsync(JsonElement account) =>
        _pool.MachineTokenAsync(Text(account, "client_id")!, Text(account, "client_secret")!, Cancellation);

    /// <summary>The scope of the group may call the tool.</summary>
    private async Task GrantAsync()
    {
        using var content = JsonContent.Create(new
        {
            scope_name = Group,
            server_access = new[]
            {
                new
                {
                    server = "currenttime",
                    methods = (string[])["initialize", "tools/list", "tools/call"],
                    tools = (string[])["current_time_by_timezone"],
                },
            },
            group_mappings = (string[])[Group],
            create_in_idp = false,
        });
        using var response = await _gateway.Client.PostAsync(
            new Uri("/api/servers/groups/import", UriKind.Relative), content, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<JsonElement> ManageAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(
            method, "/api/management/iam/" + path)
        { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _gateway.Client.SendAsync(request, Cancellation);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {answer}");
        return answer;
    }

    private async Task<JsonElement> WhoAsync(string token)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_gateway.Address, "/api/auth/me"));
        request.Headers.Authorization = new("Bearer", token);
        using var response = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}
