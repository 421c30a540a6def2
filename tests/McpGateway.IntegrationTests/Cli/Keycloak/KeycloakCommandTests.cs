using System.Text.Json.Nodes;
using McpGateway.Cli.Running;
using McpGateway.Tests.Cli;

namespace McpGateway.IntegrationTests.Cli.Keycloak;

/// <summary>Provisioning against a stand-in that keeps state as Keycloak's admin API does.</summary>
public sealed class KeycloakCommandTests
{
    private const string Realm = "mcp-gateway";

    [Fact]
    public async Task Init_EmptyKeycloak_MakesTheRealmWithItsParts()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);

        var result = await cli.RunAsync("keycloak", "init");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(keycloak.Violations);
        var realm = keycloak.Of(Realm);
        Assert.Equal(
            ["a2a-agent-admin", "a2a-agent-publisher", "a2a-agent-user", "mcp-registry-admin", "mcp-registry-developer",
                "mcp-registry-operator", "mcp-registry-user", "mcp-servers-restricted", "mcp-servers-unrestricted", "registry-admins"],
            realm.Groups.Select(group => (string)group["name"]!).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["mcp-servers-restricted/execute", "mcp-servers-restricted/read", "mcp-servers-unrestricted/execute",
                "mcp-servers-unrestricted/read"],
            realm.Scopes.Select(scope => (string)scope["name"]!).Order(StringComparer.Ordinal));
        var web = ClientOf(realm, "mcp-gateway-web");
        Assert.Equal(
            ["https://gateway.example/oauth2/callback/keycloak", "https://gateway.example/*"],
            web["redirectUris"]!.AsArray().Select(uri => (string)uri!));
        Assert.Equal(
            (false, true, false),
            ((bool)web["publicClient"]!, (bool)web["standardFlowEnabled"]!, (bool)web["directAccessGrantsEnabled"]!));
        Assert.True((bool)ClientOf(realm, "mcp-gateway-m2m")["serviceAccountsEnabled"]!);
        Assert.All(realm.Clients, client => Assert.Equal(
            ("groups", "false"),
            ((string?)realm.MappersOf((string)client["id"]!).Single()["config"]!["claim.name"],
                (string?)realm.MappersOf((string)client["id"]!).Single()["config"]!["full.path"])));
        Assert.Equal(["mcp-registry-admin", "mcp-servers-unrestricted", "registry-admins"], realm.GroupsOf("admin"));
        Assert.Equal(["mcp-registry-user", "mcp-servers-restricted"], realm.GroupsOf("testuser"));
        Assert.Equal(["mcp-servers-unrestricted", "a2a-agent-admin"], realm.GroupsOf("service-account-mcp-gateway-m2m"));
    }

    [Fact]
    public async Task Init_Secrets_AreInFilesOfTheOwnerAndNotOnTheTerminal()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);

        var result = await cli.RunAsync("keycloak", "init");

        Assert.DoesNotContain("secret-of-", result.Out + result.Error);
        Assert.DoesNotContain("first password", result.Out + result.Error);
        var settings = await System.IO.File.ReadAllLinesAsync(
            Path.Combine(cli.Home, ".oauth-tokens", "keycloak-client-secrets.txt"), TestContext.Current.CancellationToken);
        Assert.Contains("KEYCLOAK_CLIENT_ID=mcp-gateway-web", settings);
        Assert.Single(settings, line => line.StartsWith("KEYCLOAK_M2M_CLIENT_SECRET=secret-of-", StringComparison.Ordinal));
        Assert.All(Directory.EnumerateFiles(Path.Combine(cli.Home, ".oauth-tokens")), PrivateModes.Verify);
    }

    [Fact]
    public async Task Init_Again_ChangesNothingAndSaysSo()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);
        await cli.RunAsync("keycloak", "init");
        keycloak.Writes.Clear();

        var result = await cli.RunAsync("keycloak", "init");

        Assert.Empty(keycloak.Writes);
        Assert.All(
            result.Text.TrimEnd('\n').Split('\n').Where(line => !line.StartsWith("secret: ", StringComparison.Ordinal)),
            line => Assert.EndsWith(": exists", line));
    }

    [Fact]
    public async Task Init_DryRun_TellsAndWritesNothing()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);

        var dry = await cli.RunAsync("keycloak", "init", "--dry-run");
        var writes = keycloak.Writes.ToArray();
        var real = await cli.RunAsync("keycloak", "init");

        Assert.Empty(writes);
        var said = dry.Text.TrimEnd('\n').Split('\n');
        Assert.All(said, line => Assert.EndsWith(": would be created", line));
        Assert.Equal(
            said.Select(line => line.Replace("would be created", "created", StringComparison.Ordinal)),
            real.Text.TrimEnd('\n').Split('\n').Where(line => !line.StartsWith("secret: ", StringComparison.Ordinal)));
        Assert.Empty(keycloak.Violations);
    }

    [Fact]
    public async Task Init_ClientThatLacksSomething_GetsItAndKeepsTheRest()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);
        await cli.RunAsync("keycloak", "init");
        var web = ClientOf(keycloak.Of(Realm), "mcp-gateway-web");
        web["redirectUris"] = new JsonArray("https://other.example/*");
        web["loginTheme"] = "ours";

        var result = await cli.RunAsync("keycloak", "init");

        Assert.Contains("client mcp-gateway-web: changed", result.Text);
        var mended = ClientOf(keycloak.Of(Realm), "mcp-gateway-web");
        Assert.Equal(
            ["https://other.example/*", "https://gateway.example/oauth2/callback/keycloak", "https://gateway.example/*"],
            mended["redirectUris"]!.AsArray().Select(uri => (string)uri!));
        Assert.Equal("ours", (string?)mended["loginTheme"]);
    }

    [Fact]
    public async Task Init_NoPasswordStated_GeneratesOneThatHasToBeChanged()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);
        cli.Variables.Remove("INITIAL_USER_PASSWORD");

        var result = await cli.RunAsync("keycloak", "init");

        var user = keycloak.Of(Realm).Users.Single(one => (string?)one["username"] == "testuser");
        var credential = user["credentials"]![0]!;
        Assert.True((bool)credential["temporary"]!);
        Assert.Contains($"password testuser: {credential["value"]}", result.Text);
    }

    [Fact]
    public async Task Init_Json_IsOneObject()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);

        var result = await cli.RunAsync("keycloak", "init", "--dry-run", "--json");

        var json = JsonNode.Parse(result.Text)!;
        Assert.Equal(("realm", Realm, "would be created"), (
            (string?)json["steps"]![0]!["kind"], (string?)json["steps"]![0]!["name"], (string?)json["steps"]![0]!["result"]));
        Assert.Empty(json["files"]!.AsArray());
    }

    [Theory]
    [InlineData("wrong", ExitCodes.Denied, "Keycloak does not let admin in: 127.0.0.1 answered 401 (invalid_grant)")]
    [InlineData("", ExitCodes.Misused, "KEYCLOAK_ADMIN_PASSWORD is not set")]
    public async Task Init_PasswordIsNotRight_SaysSo(string password, int exitCode, string told)
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);
        cli.Variables["KEYCLOAK_ADMIN_PASSWORD"] = password;

        var result = await cli.RunAsync("keycloak", "init");

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(told, result.Error);
    }

    [Fact]
    public async Task Agent_InAGroup_GetsAClientThatGenerateMakesATokenFor()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);
        await cli.RunAsync("keycloak", "init");

        var made = await cli.RunAsync("keycloak", "agent", "--agent-id", "sre-agent", "--group", "mcp-servers-unrestricted");
        var generated = await cli.RunAsync("credentials", "generate", "--keycloak-only");

        Assert.Equal(0, made.ExitCode);
        Assert.Contains("agent-sre-agent-m2m-token.json: new token", generated.Out);
        Assert.Equal(["mcp-servers-unrestricted"], keycloak.Of(Realm).GroupsOf("service-account-agent-sre-agent-m2m"));
        var token = Json(cli, "agent-sre-agent-m2m-token.json");
        Assert.Equal(
            [
                "agent_name", "access_token", "token_type", "expires_in", "generated_at", "expires_at", "provider", "keycloak_url",
                "keycloak_realm", "client_id", "scope", "metadata",
            ],
            token.Select(member => member.Key));
        Assert.Equal(
            ("agent-sre-agent-m2m", "token-of-agent-sre-agent-m2m", "openid email profile"),
            ((string?)token["agent_name"], (string?)token["access_token"], (string?)token["scope"]));
        var shell = await System.IO.File.ReadAllTextAsync(
            Path.Combine(cli.Home, ".oauth-tokens", "agent-sre-agent-m2m.env"), TestContext.Current.CancellationToken);
        Assert.StartsWith("export ACCESS_TOKEN='token-of-agent-sre-agent-m2m'\n", shell);
    }

    [Fact]
    public async Task Agent_GroupIsNotThere_SaysHowToMakeIt()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);
        await cli.RunAsync("keycloak", "init");

        var refused = await cli.RunAsync("keycloak", "agent", "--agent-id", "a", "--group", "nobody");
        var made = await cli.RunAsync("keycloak", "agent", "--agent-id", "a", "--group", "nobody", "--create-group");

        Assert.Equal((ExitCodes.NotFound, 0), (refused.ExitCode, made.ExitCode));
        Assert.Contains("--create-group", refused.Error);
    }

    [Fact]
    public async Task Generate_KeycloakIngress_HasItsMembers()
    {
        await using var keycloak = await KeycloakRealms.StartAsync();
        using var cli = CliFor(keycloak);
        await cli.RunAsync("keycloak", "init");
        var secrets = Path.Combine(cli.Home, ".oauth-tokens", "keycloak-client-secrets.txt");
        foreach (var line in await System.IO.File.ReadAllLinesAsync(secrets, TestContext.Current.CancellationToken))
        {
            cli.Variables[line.Split('=')[0]] = line.Split('=')[1];
        }

        var result = await cli.RunAsync("credentials", "generate", "--ingress-only", "--servers-dir", cli.Home);

        Assert.StartsWith("ingress.json: new token", result.Text);
        var ingress = Json(cli, "ingress.json");
        Assert.Equal(
            [
                "provider", "access_token", "refresh_token", "expires_at", "expires_at_human", "token_type", "client_id", "saved_at",
                "keycloak_url", "realm", "usage_notes",
            ],
            ingress.Select(member => member.Key));
        Assert.Equal("keycloak_m2m", (string?)ingress["provider"]);
    }

    private static TestCli CliFor(KeycloakRealms keycloak)
    {
        var cli = new TestCli();
        cli.Variables["KEYCLOAK_URL"] = keycloak.Url;
        cli.Variables["KEYCLOAK_ADMIN_PASSWORD"] = KeycloakRealms.Password;
        cli.Variables["INITIAL_ADMIN_PASSWORD"] = "first password of the administrator";
        cli.Variables["INITIAL_USER_PASSWORD"] = "first password of the user";
        cli.Variables["REGISTRY_URL"] = "https://gateway.example";
        return cli;
    }

    private static JsonObject ClientOf(KeycloakRealms.Realm realm, string id) =>
        realm.Clients.Single(client => (string?)client["clientId"] == id);

    private static JsonObject Json(TestCli cli, string file) =>
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(cli.Home, ".oauth-tokens", file)))!.AsObject();
}
