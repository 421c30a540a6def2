using System.Net;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>The management API on local accounts.</summary>
public sealed class AccountsTests
{
    private const string Users = "/api/management/iam/users";
    private const string Groups = "/api/management/iam/groups";
    private static readonly string[] Members = ["username", "email", "firstName", "lastName", "enabled", "groups"];

    [Fact]
    public async Task Users_CreatedListedAndDeleted_AnswerAsTheContractSays()
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();

        using var created = await host.PostAsync(Users + "/human", Bob(), admin);
        using var again = await host.PostAsync(Users + "/human", Bob(), admin);
        using var listed = await host.GetAsync(Users + "?search=BOB", admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: admin);
        using var missing = await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.True(Guid.TryParse(body.GetProperty("id").GetString(), out _));
        Assert.Equal(
            """["bob","bob@example.org","Bob","Builder",true,["public-mcp-users"]]""",
            JsonSerializer.Serialize(Members.Select(name => body.GetProperty(name))));
        Assert.False(body.TryGetProperty("temporary_password", out _));
        Assert.Equal((HttpStatusCode.BadRequest, "User 'bob' already exists"), (again.StatusCode, await AuthHost.DetailAsync(again)));
        Assert.Equal(1, (await AuthHost.JsonAsync(listed)).GetProperty("total").GetInt32());
        Assert.Equal("""{"username":"bob","deleted":true}""", (await AuthHost.JsonAsync(deleted)).ToString());
        Assert.Equal(
            (HttpStatusCode.BadRequest, "User or M2M account 'bob' not found"), (missing.StatusCode, await AuthHost.DetailAsync(missing)));
    }

    [Fact]
    public async Task ServiceAccount_Created_AuthenticatesUntilDisabled()
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        using var created = await host.PostAsync(Users + "/m2m", new { name = "agent-1", groups = (string[])["public-mcp-users"] }, admin);
        var account = await AuthHost.JsonAsync(created);
        var secret = account.GetProperty("client_secret").GetString()!;

        Assert.Equal("agent-1", account.GetProperty("client_id").GetString());
        Assert.Equal(
            ["client_id", "client_uuid", "service_account_user_id", "client_secret", "groups"],
            account.EnumerateObject().Select(member => member.Name));
        Assert.Null(await TokenAsync(host, "agent-1", secret + "x"));
        Assert.Null(await TokenAsync(host, "agent-2", secret));
        var token = (await TokenAsync(host, "agent-1", secret))!;
        using (var me = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token)))
        {
            Assert.Equal("""["public-mcp-users"]""", (await AuthHost.JsonAsync(me)).GetProperty("groups").ToString());
        }

        using var disabled = await host.SendAsync(HttpMethod.Patch, Users + "/agent-1", new { enabled = false }, headers: admin);
        using var refused = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token));
        using var listed = await host.GetAsync(Users + "?search=agent", admin);
        var shown = (await AuthHost.JsonAsync(listed)).GetProperty("users")[0];

        Assert.Equal(HttpStatusCode.OK, disabled.StatusCode);
        Assert.Null(await TokenAsync(host, "agent-1", secret));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(
            ("agent-1", "M2M", false),
            (shown.GetProperty("username").GetString(), shown.GetProperty("firstName").GetString(), shown.GetProperty("enabled")
                .GetBoolean()));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/users/human", """{"username":"u"}""", "missing")]
    [InlineData("/users/human", """{"username":"u","email":"nobody","firstname":"a","lastname":"b","groups":["g"]}""", "value_error")]
    [InlineData("/users/human", """{"username":"","email":"a@example.org","firstname":"a","lastname":"b","groups":["g"]}""",
        "string_too_short")]
    [InlineData("/users/human", """{"username":7,"email":"a@example.org","firstname":"a","lastname":"b","groups":["g"]}""", "string_type")]
    [InlineData("/users/m2m", """{"name":"a","groups":[]}""", "too_short")]
    [InlineData("/users/m2m", """{"name":"a","groups":"g"}""", "list_type")]
    [InlineData("/groups", """{"name":""}""", "string_too_short")]
    [InlineData("/groups", "{", "json_invalid")]
    public async Task Create_BadBody_Answers422(string route, string body, string type)
    {
        await using var host = await AuthHost.StartAsync();
        using var content = new StringContent(body, null, "application/json");

        using var answer = await host.SendAsync(
            HttpMethod.Post, "/api/management/iam" + route, content: content, headers: await host.SignInAsync());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(type, (await AuthHost.JsonAsync(answer)).GetProperty("detail")[0].GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("""{"name":"a","groups":[" "]}""", "At least one group must be provided")]
    [InlineData("""{"name":"a","groups":["nowhere"]}""", "Group 'nowhere' not found")]
    [InlineData("""{"name":"a/b","groups":["public-mcp-users"]}""", "A user name of 1 to 64 ASCII letters")]
    public async Task CreateServiceAccount_Refused_Answers400(string body, string detail)
    {
        await using var host = await AuthHost.StartAsync();
        using var content = new StringContent(body, null, "application/json");

        using var answer = await host.SendAsync(HttpMethod.Post, Users + "/m2m", content: content, headers: await host.SignInAsync());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(detail, await AuthHost.DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryRoute_CallerWithoutAdministration_Answers403()
    {
        await using var host = await AuthHost.StartAsync();
        await CreateBobAsync(host);
        var bob = await SignInAsync(host, "bob", "a long enough one");

        foreach (var (method, path, body) in StateChanges().Append(
            (HttpMethod.Get, Users, (object?)null)).Append((HttpMethod.Get, Groups, null)))
        {
            using var answer = await host.SendAsync(method, path, body, headers: bob);
            Assert.Equal(
                (HttpStatusCode.Forbidden, "Administrator permissions are required for this operation"), (
                    answer.StatusCode, await AuthHost.DetailAsync(answer)));
        }
    }

    [Fact]
    public async Task EveryStateChange_FromAnotherSite_IsRefused()
    {
        await using var host = await AuthHost.StartAsync();
        await CreateBobAsync(host);
        var admin = await host.SignInAsync();

        foreach (var (method, path, body) in StateChanges())
        {
            using var byOrigin = await host.SendAsync(method, path, body, headers: [admin, ("Origin", "https://evil.example")]);
            using var byFetch = await host.SendAsync(method, path, body, headers: [admin, ("Sec-Fetch-Site", "same-site")]);
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (byOrigin.StatusCode, byFetch.StatusCode));
        }

        using var listed = await host.GetAsync(Users, admin);
        Assert.Equal(2, (await AuthHost.JsonAsync(listed)).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Groups_CreatedAndDeleted_TakeScopeAndMembershipsAlong()
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        using var created = await host.PostAsync(Groups, new { name = "team-a", description = "A team" }, admin);
        using var again = await host.PostAsync(Groups, new { name = "team-a" }, admin);
        await CreateBobAsync(host, "team-a", "public-mcp-users");
        var bob = await SignInAsync(host, "bob", "a long enough one");

        using var before = await host.GetAsync("/api/auth/me", bob);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Groups + "/team-a", headers: admin);
        using var after = await host.GetAsync("/api/auth/me", bob);
        using var missing = await host.SendAsync(HttpMethod.Delete, Groups + "/team-a", headers: admin);
        using var system = await host.SendAsync(HttpMethod.Delete, Groups + "/mcp-registry-admin", headers: admin);

        Assert.Equal(
            """{"id":"team-a","name":"team-a","path":"/team-a","attributes":{"description":["A team"]}}""",
                (await AuthHost.JsonAsync(created)).ToString());
        Assert.Equal((HttpStatusCode.BadRequest, "Group 'team-a' already exists"), (again.StatusCode, await AuthHost.DetailAsync(again)));
        Assert.Equal("""["team-a","public-mcp-users"]""", (await AuthHost.JsonAsync(before)).GetProperty("scopes").ToString());
        Assert.Equal("""{"name":"team-a","deleted":true}""", (await AuthHost.JsonAsync(deleted)).ToString());
        Assert.Equal("""["public-mcp-users"]""", (await AuthHost.JsonAsync(after)).GetProperty("groups").ToString());
        Assert.Equal((HttpStatusCode.NotFound, "Group 'team-a' not found"), (missing.StatusCode, await AuthHost.DetailAsync(missing)));
        Assert.Equal(HttpStatusCode.Forbidden, system.StatusCode);
    }

    [Fact]
    public async Task Administrator_OfTheConfiguration_CanNeitherBeDeletedNorDisabled()
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();

        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/admin", headers: admin);
        using var disabled = await host.SendAsync(HttpMethod.Patch, Users + "/admin", new { enabled = false }, headers: admin);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (deleted.StatusCode, disabled.StatusCode));
    }

    [Fact]
    public async Task TemporaryPassword_MustBeReplacedBeforeItOpensAnything()
    {
        await using var host = await AuthHost.StartAsync();
        using var created = await host.PostAsync(Users + "/human", Bob(password: null), await host.SignInAsync());
        var temporary = (await AuthHost.JsonAsync(created)).GetProperty("temporary_password").GetString()!;

        using var refused = await host.LoginAsync("bob", temporary);
        using var same = await host.PostAsync(
            "/api/auth/password", new { username = "bob", password = temporary, new_password = temporary });
        using var shortOne = await host.PostAsync(
            "/api/auth/password", new { username = "bob", password = temporary, new_password = "short" });
        using var wrong = await host.PostAsync(
            "/api/auth/password", new { username = "bob", password = "guess", new_password = "another long one" });
        using var foreign = await host.PostAsync(
            "/api/auth/password", new
            {
                username = "bob",
                password = temporary,
                new_password = "another long one",
            }, ("Origin", "https://evil.example"));
        using var changed = await host.PostAsync(
            "/api/auth/password", new { username = "bob", password = temporary, new_password = "another long one" });
        using var old = await host.LoginAsync("bob", temporary);
        using var fresh = await host.LoginAsync("bob", "another long one");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.True((await AuthHost.JsonAsync(refused)).GetProperty("password_change_required").GetBoolean());
        Assert.False(refused.Headers.Contains("Set-Cookie"));
        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.Forbidden),
            (same.StatusCode, shortOne.StatusCode, wrong.StatusCode, foreign.StatusCode));
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (changed.StatusCode, old.StatusCode, fresh.StatusCode));
        Assert.DoesNotContain(
            host.Logs.Lines,
            line => line.Contains(temporary, StringComparison.Ordinal) || line.Contains("another long one", StringComparison.Ordinal));
    }

    /// <summary>A token of the gateway's own token endpoint; null when it gives none.</summary>
    private static async Task<string?> TokenAsync(AuthHost host, string clientId, string secret)
    {
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret)]);
        using var answer = await host.SendAsync(HttpMethod.Post, "/oauth2/token", content: form);
        return answer.IsSuccessStatusCode ? (await AuthHost.JsonAsync(answer)).GetProperty("access_token").GetString() : null;
    }

    private static IEnumerable<(HttpMethod Method, string Path, object? Body)> StateChanges() =>
    [
        (HttpMethod.Post, Users + "/human",
            new { username = "eve", email = "eve@example.org", firstname = "E", lastname = "V", groups = (string[])["public-mcp-users"] }),
        (HttpMethod.Post, Users + "/m2m", new { name = "eve", groups = (string[])["public-mcp-users"] }),
        (HttpMethod.Patch, Users + "/bob", new { groups = (string[])["registry-admins"] }),
        (HttpMethod.Delete, Users + "/bob", null),
        (HttpMethod.Post, Groups, new { name = "team-a" }),
        (HttpMethod.Delete, Groups + "/public-mcp-users", null),
    ];

    private static object Bob(string? password = "a long enough one", params string[] groups) => new
    {
        username = "bob",
        email = "bob@example.org",
        firstname = "Bob",
        last_name = "Builder",
        groups = groups.Length == 0 ? ["public-mcp-users"] : groups,
        password,
    };

    private static async Task CreateBobAsync(AuthHost host, params string[] groups)
    {
        using var created = await host.PostAsync(Users + "/human", Bob(groups: groups), await host.SignInAsync());
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
    }

    private static async Task<(string Name, string Value)> SignInAsync(AuthHost host, string userName, string password)
    {
        using var answer = await host.LoginAsync(userName, password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return ("Cookie", AuthHost.SessionCookie(answer).Split(';')[0]);
    }
}
