using System.Net;
using McpGateway.IntegrationTests.Identity.Management;

namespace McpGateway.IntegrationTests.Identity.Keycloak;

/// <summary>The management API with Keycloak behind it.</summary>
public sealed class KeycloakManagementTests : ManagementContract
{
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
            (account.GetProperty("username").GetString(), account.GetProperty("firstName").GetString(), account.GetProperty("lastName")
                .GetString(),
                account.GetProperty("email").GetString(), account.GetProperty("groups").ToString()));
        Assert.Equal("false", mapper["config"]!["full.path"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
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
        Assert.Equal(
            (HttpStatusCode.BadGateway, "KEYCLOAK_ADMIN_PASSWORD environment variable not set"),
            (unset.StatusCode, await AuthHost.DetailAsync(unset)));
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.EndsWith("answered 401 (invalid_grant)", await AuthHost.DetailAsync(refused), StringComparison.Ordinal);
    }

    private static Task<AuthHost> StartAsync(FakeKeycloak keycloak, params (string Key, string Value)[] settings) => AuthHost.StartAsync(
    [
        ("AUTH_PROVIDER", "keycloak"), (
            "KEYCLOAK_URL", keycloak.Url), ("KEYCLOAK_CLIENT_ID", "mcp-gateway-web"), ("KEYCLOAK_CLIENT_SECRET", "s"),
        ("KEYCLOAK_ADMIN_PASSWORD", FakeKeycloak.Password), .. settings,
    ]);

    private protected override async Task<ManagedWorld> StartAsync()
    {
        var keycloak = await FakeKeycloak.StartAsync();
        return new World(keycloak, await StartAsync(keycloak));
    }

    private sealed class World(FakeKeycloak keycloak, AuthHost host) : ManagedWorld(host)
    {
        public override IReadOnlyCollection<string> Violations => keycloak.Violations;

        public override string Provider => "keycloak";

        public override string SubjectOf(string id, string userName) => "keycloak:" + id;

        public override string UnknownGroup(string name) => $"Group '{name}' not found in Keycloak";

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await keycloak.DisposeAsync();
        }
    }
}
