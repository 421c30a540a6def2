using System.Net;

namespace McpGateway.IntegrationTests.Auth.Keycloak;

/// <summary>The management API with Keycloak behind it.</summary>
public sealed class KeycloakManagementTests
{
    private const string Users = "/api/management/iam/users";
    private const string Groups = "/api/management/iam/groups";

    [Fact]
    public async Task Users_CreatedChangedAndDeleted_InKeycloak()
    {
        await using var keycloak = await FakeKeycloak.StartAsync();
        await using var host = await StartAsync(keycloak);
        var admin = await host.SignInAsync();

        using var created = await host.PostAsync(Users + "/human", Person("bob", "public-mcp-users"), admin);
        using var again = await host.PostAsync(Users + "/human", Person("bob", "public-mcp-users"), admin);
        using var nowhere = await host.PostAsync(Users + "/human", Person("eve", "nowhere"), admin);
        using var listed = await host.GetAsync(Users + "?search=bo&limit=10", admin);
        using var changed = await host.SendAsync(
            HttpMethod.Patch, Users + "/bob", new { enabled = false, groups = (string[])["mcp-registry-user"], password = "another long one" }, headers: admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: admin);
        using var missing = await host.SendAsync(HttpMethod.Delete, Users + "/bob", headers: admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal((HttpStatusCode.OK, "bob", """["public-mcp-users"]"""), (created.StatusCode, body.GetProperty("username").GetString(), body.GetProperty("groups").ToString()));
        Assert.Equal((HttpStatusCode.BadRequest, "User 'bob' already exists"), (again.StatusCode, await AuthHost.DetailAsync(again)));
        Assert.Equal((HttpStatusCode.BadRequest, "Group 'nowhere' not found in Keycloak"), (nowhere.StatusCode, await AuthHost.DetailAsync(nowhere)));
        Assert.False(keycloak.HasUser("eve"));
        Assert.Equal(1, (await AuthHost.JsonAsync(listed)).GetProperty("total").GetInt32());
        var after = await AuthHost.JsonAsync(changed);
        Assert.Equal((false, """["mcp-registry-user"]"""), (after.GetProperty("enabled").GetBoolean(), after.GetProperty("groups").ToString()));
        Assert.Equal("""{"username":"bob","deleted":true}""", (await AuthHost.JsonAsync(deleted)).ToString());
        Assert.Equal((HttpStatusCode.BadRequest, "User or M2M account 'bob' not found"), (missing.StatusCode, await AuthHost.DetailAsync(missing)));
        Assert.Empty(keycloak.Violations);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(FakeKeycloak.Password, StringComparison.Ordinal) || line.Contains("another long one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServiceAccounts_CreatedTwiceListedAndDeleted_InKeycloak()
    {
        await using var keycloak = await FakeKeycloak.StartAsync();
        await using var host = await StartAsync(keycloak);
        var admin = await host.SignInAsync();
        var request = new { name = "agent-1", groups = (string[])["public-mcp-users"], description = "An agent" };

        using var created = await host.PostAsync(Users + "/m2m", request, admin);
        using var again = await host.PostAsync(Users + "/m2m", request, admin);
        using var listed = await host.GetAsync(Users, admin);
        var mapper = keycloak.ClientOf("agent-1")["mapper"]!;
        using var deleted = await host.SendAsync(HttpMethod.Delete, Users + "/agent-1", headers: admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal("agent-1", body.GetProperty("client_id").GetString());
        Assert.Equal("secret-of-" + body.GetProperty("client_uuid").GetString(), body.GetProperty("client_secret").GetString());
        Assert.Equal(body.ToString(), (await AuthHost.JsonAsync(again)).ToString());
        var account = (await AuthHost.JsonAsync(listed)).GetProperty("users")[0];
        Assert.Equal(
            ("agent-1", "M2M", "Service Account", "agent-1@service-account.local", """["public-mcp-users"]"""),
            (account.GetProperty("username").GetString(), account.GetProperty("firstName").GetString(), account.GetProperty("lastName").GetString(),
                account.GetProperty("email").GetString(), account.GetProperty("groups").ToString()));
        Assert.Equal("false", mapper["config"]!["full.path"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Empty(keycloak.Violations);
    }

    [Fact]
    public async Task Groups_ThroughBothApis_AreKeycloaks()
    {
        await using var keycloak = await FakeKeycloak.StartAsync();
        await using var host = await StartAsync(keycloak);
        var admin = await host.SignInAsync();

        using var created = await host.PostAsync(Groups, new { name = "team-a", description = "A team" }, admin);
        using var again = await host.PostAsync(Groups, new { name = "team-a" }, admin);
        using var listed = await host.GetAsync(Groups, admin);
        using var deleted = await host.SendAsync(HttpMethod.Delete, Groups + "/team-a", headers: admin);
        using var missing = await host.SendAsync(HttpMethod.Delete, Groups + "/team-a", headers: admin);

        var body = await AuthHost.JsonAsync(created);
        Assert.Equal(("team-a", "/team-a", "A team"), (body.GetProperty("name").GetString(), body.GetProperty("path").GetString(),
            body.GetProperty("attributes").GetProperty("description")[0].GetString()));
        Assert.Equal((HttpStatusCode.BadRequest, "Group 'team-a' already exists"), (again.StatusCode, await AuthHost.DetailAsync(again)));
        Assert.Equal(3, (await AuthHost.JsonAsync(listed)).GetProperty("total").GetInt32());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (deleted.StatusCode, missing.StatusCode));
        Assert.Empty(keycloak.Violations);
    }

    [Fact]
    public async Task Tokens_AreKeptRenewedAndReplacedAfterARestart()
    {
        await using var keycloak = await FakeKeycloak.StartAsync();
        await using var host = await StartAsync(keycloak);
        var admin = await host.SignInAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.GetAsync(Groups, admin)));
        Assert.Equal(1, keycloak.TokensIssued);
        host.Clock.Advance(TimeSpan.FromSeconds(55));
        using var renewed = await host.GetAsync(Groups, admin);
        keycloak.ForgetTokens();
        using var restarted = await host.GetAsync(Groups, admin);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, 3), (renewed.StatusCode, restarted.StatusCode, keycloak.TokensIssued));
    }

    [Fact]
    public async Task Keycloak_AwayOrUnconfigured_Answers502()
    {
        await using var keycloak = await FakeKeycloak.StartAsync();
        await using var host = await StartAsync(keycloak);
        await using var unconfigured = await StartAsync(keycloak, ("KEYCLOAK_ADMIN_PASSWORD", ""));
        await using var wrong = await StartAsync(keycloak, ("KEYCLOAK_ADMIN_PASSWORD", "guess"));
        keycloak.IsBroken = true;
        using var broken = await host.GetAsync(Users, await host.SignInAsync());
        using var groups = await host.GetAsync(Groups, await host.SignInAsync());
        keycloak.IsBroken = false;
        using var unset = await unconfigured.GetAsync(Users, await unconfigured.SignInAsync());
        using var refused = await wrong.GetAsync(Users, await wrong.SignInAsync());

        Assert.Equal(HttpStatusCode.BadGateway, broken.StatusCode);
        Assert.Equal((HttpStatusCode.BadGateway, "Unable to list IAM groups"), (groups.StatusCode, await AuthHost.DetailAsync(groups)));
        Assert.Equal((HttpStatusCode.BadGateway, "KEYCLOAK_ADMIN_PASSWORD environment variable not set"), (unset.StatusCode, await AuthHost.DetailAsync(unset)));
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.EndsWith("answered 401 (invalid_grant)", await AuthHost.DetailAsync(refused), StringComparison.Ordinal);
    }

    private static Task<AuthHost> StartAsync(FakeKeycloak keycloak, params (string Key, string Value)[] settings) => AuthHost.StartAsync(
    [
        ("AUTH_PROVIDER", "keycloak"), ("KEYCLOAK_URL", keycloak.Url), ("KEYCLOAK_CLIENT_ID", "mcp-gateway-web"), ("KEYCLOAK_CLIENT_SECRET", "s"),
        ("KEYCLOAK_ADMIN_PASSWORD", FakeKeycloak.Password), .. settings,
    ]);

    private static object Person(string name, string group) => new
    {
        username = name,
        email = name + "@example.org",
        firstname = "First",
        lastname = "Last",
        groups = new[] { group },
        password = "a long enough one",
    };
}
