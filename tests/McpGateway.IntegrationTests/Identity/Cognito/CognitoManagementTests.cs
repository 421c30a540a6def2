using System.Net;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Identity.Cognito;

/// <summary>The management API with a Cognito user pool behind it.</summary>
public sealed class CognitoManagementTests
{
    private const string Users = "/api/management/iam/users";
    private const string Groups = "/api/management/iam/groups";

    [Fact]
    public async Task Users_CreatedChangedAndDeleted_InCognito()
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        var admin = await host.SignInAsync();

        using var created = await host.PostAsync(Users + "/human", Person("bob", "public-mcp-users"), admin);
        var afterCreation = cognito.User("bob").DeepClone();
        using var again = await host.PostAsync(Users + "/human", Person("bob", "public-mcp-users"), admin);
        using var nowhere = await host.PostAsync(Users + "/human", Person("eve", "nowhere"), admin);
        using var changed = await host.SendAsync(
            HttpMethod.Patch, Users + "/bob",
            new
            {
                enabled = false,
                groups = (string[])["team-a", "team-b", "team-c"],
                password = "another long 1",
                must_change_password = true,
            }, headers: admin);
        var afterChange = cognito.User("bob");
        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: admin);
        using var missing = await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: admin);
        using var gone = await host.SendAsync(HttpMethod.Patch, Users + "/bob", new { enabled = true }, headers: admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal(
            (HttpStatusCode.OK, "bob", "bob@example.org", """["public-mcp-users"]"""),
            (created.StatusCode, Text(body, "username"), Text(body, "email"), body.GetProperty("groups").ToString()));
        Assert.StartsWith("sub-", Text(body, "id"), StringComparison.Ordinal);
        Assert.Equal("CONFIRMED", afterCreation["UserStatus"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.BadRequest, "User 'bob' already exists"), (again.StatusCode, await AuthHost.DetailAsync(again)));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "Group 'nowhere' not found in Cognito"), (nowhere.StatusCode, await AuthHost.DetailAsync(nowhere)));
        Assert.False(cognito.HasUser("eve"));
        var after = await AuthHost.JsonAsync(changed);
        Assert.Equal((false, """["team-a","team-b","team-c"]"""),
            (after.GetProperty("enabled").GetBoolean(), after.GetProperty("groups").ToString()));
        Assert.Equal("FORCE_CHANGE_PASSWORD", afterChange["UserStatus"]!.GetValue<string>());
        Assert.Equal("""{"username":"bob","deleted":true}""", (await AuthHost.JsonAsync(deleted)).ToString());
        Assert.Equal(
            (HttpStatusCode.BadRequest, "User or M2M account 'bob' not found"), (missing.StatusCode, await AuthHost.DetailAsync(missing)));
        Assert.Equal(
            (HttpStatusCode.BadRequest, "User or M2M account 'bob' not found"), (gone.StatusCode, await AuthHost.DetailAsync(gone)));
        Assert.Empty(cognito.Violations);
        Assert.DoesNotContain(host.Logs.Lines, line =>
            line.Contains(FakeCognito.Secret, StringComparison.Ordinal)
                || line.Contains(FakeCognito.Session, StringComparison.Ordinal)
                || line.Contains("another long 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Users_WithoutPassword_AreInvitedByMail()
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        var admin = await host.SignInAsync();

        using var created = await host.PostAsync(
            Users + "/human", new
            {
                username = "bob",
                email = "bob@example.org",
                firstname = "F",
                lastname = "L",
                groups = (string[])["team-a"],
            }, admin);

        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.Equal("FORCE_CHANGE_PASSWORD", cognito.User("bob")["UserStatus"]!.GetValue<string>());
        Assert.DoesNotContain("AdminSetUserPassword", cognito.Operations);
        Assert.Empty(cognito.Violations);
    }

    [Fact]
    public async Task Users_ListedAndSearched_OverAllPages()
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        var admin = await host.SignInAsync();
        foreach (var name in (string[])["ada", "bea", "bob", "cid", "dot"])
        {
            using var created = await host.PostAsync(Users + "/human", Person(name, "team-a"), admin);
            Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        }

        Assert.Equal("ada bea bob cid dot", await NamesAsync(host, admin, ""));
        Assert.Equal("ada bea bob", await NamesAsync(host, admin, "?limit=3"));
        Assert.Equal("bea bob", await NamesAsync(host, admin, "?search=b"));
        Assert.Equal("cid", await NamesAsync(host, admin, "?search=cid@example"));
        Assert.Equal("ada bea bob cid dot", await NamesAsync(host, admin, "?search=Last"));
        Assert.Equal("", await NamesAsync(host, admin, "?search=%22%20or%20%5C"));
        Assert.Empty(cognito.Violations);
    }

    [Theory]
    [InlineData(
        "AdminSetUserPassword", null, HttpStatusCode.BadRequest,
        "Amazon Cognito refused: Password did not conform with policy: Password must have numeric characters")]
    [InlineData(
        "AdminAddUserToGroup", "InternalErrorException", HttpStatusCode.BadGateway,
        "Amazon Cognito answered 500 to AdminAddUserToGroup (InternalErrorException)")]
    public async Task Users_NotCompleted_AreNotLeftBehind(string operation, string? refusal, HttpStatusCode status, string detail)
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        var admin = await host.SignInAsync();
        if (refusal is not null)
        {
            cognito.Refusals[operation] = new([(500, refusal, "")]);
        }

        using var created = await host.PostAsync(
            Users + "/human", Person("bob", "team-a", refusal is null ? "without any digit" : "with a digit 1"), admin);

        Assert.Equal((status, detail), (created.StatusCode, await AuthHost.DetailAsync(created)));
        Assert.False(cognito.HasUser("bob"));
    }

    [Fact]
    public async Task ServiceAccounts_AreAppClientsWithTheGroupsAsScopes()
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        var admin = await host.SignInAsync();
        var web = cognito.AddClient("web", "code", "openid");
        var other = cognito.AddClient("another-machine", "client_credentials", "elsewhere/read");

        using var created = await host.PostAsync(
            Users + "/m2m", new { name = "agent-1", groups = (string[])["team-a", "team-b"], description = "An agent" }, admin);
        var body = await AuthHost.JsonAsync(created);
        var id = Text(body, "client_id")!;
        using var again = await host.PostAsync(Users + "/m2m", new { name = "agent-1", groups = (string[])["team-c"] }, admin);
        var listed = await ListAsync(host, admin, "?search=AGENT");
        var all = await ListAsync(host, admin, "");
        using var regrouped = await host.SendAsync(
            HttpMethod.Patch, Users + "/agent-1", new { groups = (string[])["team-c"] }, headers: admin);
        var scopes = cognito.Client(id)["AllowedOAuthScopes"]!.ToJsonString();
        using var disabled = await host.SendAsync(HttpMethod.Patch, Users + "/agent-1", new { enabled = false }, headers: admin);
        using var notOurs = await host.SendAsync(HttpMethod.Delete, Users + "/another-machine", headers: admin);
        using var nowhere = await host.PostAsync(Users + "/m2m", new { name = "agent-2", groups = (string[])["nowhere"] }, admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/" + id, headers: admin);

        Assert.Equal((HttpStatusCode.OK, "secret-of-" + id, """["team-a","team-b"]"""),
            (created.StatusCode, Text(body, "client_secret"), body.GetProperty("groups").ToString()));
        Assert.Equal(id, Text(await AuthHost.JsonAsync(again), "client_id"));
        var account = Assert.Single(listed);
        Assert.Equal(
            ("agent-1", id, "M2M", "agent-1@service-account.local", """["team-a","team-b","team-c"]"""),
            (Text(account, "username"), Text(account, "id"), Text(
                account, "firstName"), Text(account, "email"), account.GetProperty("groups").ToString()));
        Assert.Single(all);
        Assert.Equal("""["team-c"]""", (await AuthHost.JsonAsync(regrouped)).GetProperty("groups").ToString());
        Assert.Equal("""["mcp-gateway/.account","mcp-gateway/team-c"]""", scopes);
        Assert.Equal(HttpStatusCode.BadRequest, disabled.StatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (notOurs.StatusCode, nowhere.StatusCode));
        Assert.Equal(
            (HttpStatusCode.OK, false, true, true),
            (deleted.StatusCode, cognito.HasClient(id), cognito.HasClient(other), cognito.HasClient(web)));
        Assert.Empty(cognito.Violations);
    }

    [Fact]
    public async Task ServiceAccounts_OfOneName_AreToldApartByTheClientId()
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        var admin = await host.SignInAsync();
        using var made = await host.PostAsync(Users + "/m2m", new { name = "agent", groups = (string[])["team-a"] }, admin);
        var second = cognito.AddClient("agent", "client_credentials", "mcp-gateway/team-a", "elsewhere/read");

        using var ambiguous = await host.SendAsync(HttpMethod.Delete, Users + "/agent", headers: admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/" + second, headers: admin);
        using var badName = await host.PostAsync(Users + "/m2m", new { name = "agent#1", groups = (string[])["team-a"] }, admin);

        Assert.Equal(
            (HttpStatusCode.BadRequest, "Several app clients are named 'agent': the client id must be provided"),
            (ambiguous.StatusCode, await AuthHost.DetailAsync(ambiguous)));
        Assert.Equal((HttpStatusCode.OK, false), (deleted.StatusCode, cognito.HasClient(second)));
        Assert.Equal(HttpStatusCode.BadRequest, badName.StatusCode);
    }

    [Fact]
    public async Task Groups_Deleted_HaveNoMembersThatALaterOneWouldInherit()
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        var admin = await host.SignInAsync();

        using var created = await host.PostAsync(Groups, new { name = "team-x", description = "A team" }, admin);
        using var again = await host.PostAsync(Groups, new { name = "team-x" }, admin);
        using var account = await host.PostAsync(Users + "/m2m", new { name = "agent", groups = (string[])["team-x"] }, admin);
        var id = Text(await AuthHost.JsonAsync(account), "client_id")!;
        using var listed = await host.GetAsync(Groups, admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Groups + "/team-x", headers: admin);
        using var missing = await host.SendAsync(HttpMethod.Delete, Groups + "/team-x", headers: admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal(
            ("team-x", "/team-x", "A team"),
            (Text(body, "name"), Text(body, "path"), body.GetProperty("attributes").GetProperty("description")[0].GetString()));
        Assert.Equal((HttpStatusCode.BadRequest, "Group 'team-x' already exists"), (again.StatusCode, await AuthHost.DetailAsync(again)));
        Assert.Equal(5, (await AuthHost.JsonAsync(listed)).GetProperty("total").GetInt32());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (deleted.StatusCode, missing.StatusCode));
        Assert.Equal("""["mcp-gateway/.account"]""", cognito.Client(id)["AllowedOAuthScopes"]!.ToJsonString());
        Assert.Equal([".account"], cognito.Scopes("mcp-gateway"));
        Assert.Equal("[]", Assert.Single(await ListAsync(host, admin, "")).GetProperty("groups").ToString());
        Assert.Empty(cognito.Violations);
    }

    [Fact]
    public async Task ServiceAccounts_ScopeLostToAnotherWriter_IsWrittenAgain()
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        cognito.Refusals[
            "CreateUserPoolClient"] = new([(400, "ScopeDoesNotExistException", "Invalid scope requested: mcp-gateway/team-a")]);

        using var created = await host.PostAsync(
            Users + "/m2m", new { name = "agent", groups = (string[])["team-a"] }, await host.SignInAsync());

        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.Equal(2, cognito.Operations.Count(operation => operation == "DescribeResourceServer"));
    }

    [Fact]
    public async Task Throttling_IsWaitedOut()
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        cognito.Refusals["ListGroups"] = new(
            [(400, "TooManyRequestsException", "Rate exceeded"), (400, "com.amazonaws.cognito#TooManyRequestsException", "Rate exceeded")]);

        using var listed = await host.GetAsync(Groups, await host.SignInAsync());

        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
    }

    [Theory]
    [InlineData(
        "AccessDeniedException", "User is not authorized to perform: cognito-idp:ListUsers",
        "The AWS keys do not allow cognito-idp:ListUsers on the user pool")]
    [InlineData(
        "ResourceNotFoundException", "User pool eu-central-1_TestPool1 does not exist.",
        "Amazon Cognito has no user pool of COGNITO_USER_POOL_ID in that region")]
    [InlineData(
        "UnrecognizedClientException", "The security token included in the request is invalid.",
        "Amazon Cognito answered 400 to ListUsers (UnrecognizedClientException)")]
    public async Task Cognito_RefusesTheGateway_Answers502WithTheReason(string type, string message, string detail)
    {
        await using var cognito = await StartPoolAsync();
        await using var host = await StartAsync(cognito);
        cognito.Refusals["ListUsers"] = new([(400, type, message)]);

        using var listed = await host.GetAsync(Users, await host.SignInAsync());

        Assert.Equal((HttpStatusCode.BadGateway, detail), (listed.StatusCode, await AuthHost.DetailAsync(listed)));
    }

    [Fact]
    public async Task Cognito_UnconfiguredWrongKeysOrAway_Answers502()
    {
        var cognito = await StartPoolAsync();
        await using var unconfigured = await StartAsync(
            cognito, ("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", ""), ("AWS_SESSION_TOKEN", ""));
        await using var wrong = await StartAsync(cognito, ("AWS_SECRET_ACCESS_KEY", "guess"));
        using var unset = await unconfigured.GetAsync(Users, await unconfigured.SignInAsync());
        using var refused = await wrong.GetAsync(Users, await wrong.SignInAsync());
        var violation = Assert.Single(cognito.Violations);
        await cognito.DisposeAsync();
        using var away = await wrong.GetAsync(Users, await wrong.SignInAsync());

        Assert.Equal(
            (HttpStatusCode.BadGateway, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY environment variables not set"),
            (unset.StatusCode, await AuthHost.DetailAsync(unset)));
        Assert.Equal("signature of ListUsers", violation);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.BadGateway, away.StatusCode);
        Assert.Contains("cannot be reached", await AuthHost.DetailAsync(away), StringComparison.Ordinal);
    }

    private static async Task<FakeCognito> StartPoolAsync()
    {
        var cognito = await FakeCognito.StartAsync();
        cognito.AddGroups("public-mcp-users", "team-a", "team-b", "team-c");
        return cognito;
    }

    internal static Task<AuthHost> StartAsync(FakeCognito cognito, params (string Key, string Value)[] settings) => AuthHost.StartAsync(
    [
        ("AUTH_PROVIDER", "cognito"), (
            "COGNITO_USER_POOL_ID", FakeCognito.Pool), ("COGNITO_ENDPOINT_URL", cognito.Url), ("COGNITO_CLIENT_ID", "web"),
        ("AWS_ACCESS_KEY_ID", FakeCognito.KeyId), ("AWS_SECRET_ACCESS_KEY", FakeCognito.Secret), ("AWS_SESSION_TOKEN", FakeCognito.Session),

        // Where this process runs; the pool's id says where the pool is.
        ("AWS_REGION", "us-west-2"), .. settings,
    ]);

    private static async Task<JsonElement[]> ListAsync(AuthHost host, (string Name, string Value) admin, string query)
    {
        using var listed = await host.GetAsync(Users + query, admin);
        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
        return [.. (await AuthHost.JsonAsync(listed)).GetProperty("users").EnumerateArray()];
    }

    private static async Task<string> NamesAsync(AuthHost host, (string Name, string Value) admin, string query) =>
        string.Join(' ', (await ListAsync(host, admin, query)).Select(user => Text(user, "username")));

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();

    private static object Person(string name, string group, string password = "a long enough 1") => new
    {
        username = name,
        email = name + "@example.org",
        firstname = "First",
        lastname = "Last",
        groups = new[] { group },
        password,
    };
}
