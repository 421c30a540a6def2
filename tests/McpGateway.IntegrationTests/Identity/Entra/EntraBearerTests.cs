using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Identity.Providers;

namespace McpGateway.IntegrationTests.Identity.Entra;

/// <summary>
/// Entra ID's own tokens: groups that did not fit are asked for at Graph, once, and whoever cannot be asked about is in no group.
/// </summary>
public sealed class EntraBearerTests : IAsyncLifetime
{
    private FakeGraph _graph = null!;
    private ScriptedProvider _keys = null!;
    private AuthHost _host = null!;
    private string _carol = "";
    private string _robot = "";
    private string _team = "";
    private int _next;

    public async ValueTask InitializeAsync()
    {
        (_graph, _keys) = (await FakeGraph.StartAsync(), await ScriptedProvider.StartAsync());
        _carol = _graph.Directory.AddUser("carol@example.org");
        _robot = _graph.Directory.AddPrincipal("robot");
        _team = _graph.Directory.AddGroup("team");
        var department = _graph.Directory.AddGroup("department");
        _graph.Directory.Join(department, _carol);
        _graph.Directory.Join(_team, department);
        _graph.Directory.Join(_team, _robot);
        _graph.Directory.Join(_graph.Directory.IdOf("directoryRole", "Directory Readers"), _carol);
        _host = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _keys.DisposeAsync();
        await _graph.DisposeAsync();
    }

    [Theory]
    [InlineData("_claim_names")]
    [InlineData("hasgroups")]
    public async Task People_InManyGroups_AreInThoseThatGraphLists(string claim)
    {
        var token = Token(_carol, overage: claim);

        var calls = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MeAsync(token)));
        var others = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MeAsync(Token(_carol, overage: claim))));

        foreach (var me in calls.Concat(others))
        {
            Assert.Equal(["public-mcp-users"], Texts(me, "scopes"));
            Assert.Equal(3, Texts(me, "groups").Length);
            Assert.Equivalent(
                (string[])[_team, "public-mcp-users"], Texts(me, "groups").Intersect([_team, "public-mcp-users"]), strict: true);
        }

        Assert.Equal([$"GET users/{_carol}/transitiveMemberOf"], _graph.Calls);
        Assert.Empty(_graph.Violations);
    }

    [Theory]
    [InlineData("app")]
    [InlineData(null)]
    public async Task Applications_InManyGroups_AreAskedForAsServicePrincipals(string? type)
    {
        var me = await MeAsync(Token(_robot, subject: _robot, type: type));

        Assert.Equal(["public-mcp-users"], Texts(me, "scopes"));
        Assert.Equal([$"GET servicePrincipals/{_robot}/transitiveMemberOf"], _graph.Calls);
    }

    [Fact]
    public async Task Groups_ThatWereAskedFor_AreKeptForAWhilePerPerson()
    {
        var first = Token(_carol);
        await MeAsync(first);
        _host.Clock.Advance(TimeSpan.FromMinutes(4));
        await MeAsync(Token(_carol));
        Assert.Single(_graph.Calls);

        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        await MeAsync(first);
        Assert.Single(_graph.Calls);
        await MeAsync(Token(_carol));
        Assert.Equal(2, _graph.Calls.Count);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(404)]
    public async Task Graph_Failing_LeavesNothingUntilItAnswersAgain(int status)
    {
        var token = Token(_carol, roles: "registry-admins");
        _graph.Fault = _ => (status, 60);

        var denied = await MeAsync(token);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MeAsync(token)));
        var asked = _graph.Calls.Count;
        _graph.Fault = _ => null;
        var still = await MeAsync(token);
        _host.Clock.Advance(TimeSpan.FromSeconds(11));
        var again = await MeAsync(token);

        Assert.Equal(("[]", "[]"), (denied.GetProperty("groups").ToString(), denied.GetProperty("scopes").ToString()));
        Assert.Equal("[]", still.GetProperty("scopes").ToString());
        Assert.Equal(1, asked);
        Assert.Equal(["public-mcp-users"], Texts(again, "scopes"));
        Assert.Contains(
            _host.Logs.Lines, line => line.Contains("groups that did not fit a token of entra are not known", StringComparison.Ordinal));
        Assert.DoesNotContain(
            _host.Logs.Lines,
            line => line.Contains(FakeGraph.Secret, StringComparison.Ordinal) || line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Person_WithoutObjectId_IsInNoGroup()
    {
        var me = await MeAsync(Token(oid: null, roles: "registry-admins"));

        Assert.Equal(("[]", "[]"), (me.GetProperty("groups").ToString(), me.GetProperty("scopes").ToString()));
        Assert.Empty(_graph.Calls);
    }

    [Fact]
    public async Task Gateway_WithoutASecret_KnowsNoGroups()
    {
        await using var host = await StartAsync(("ENTRA_CLIENT_SECRET", ""));

        using var answer = await host.GetAsync("/api/auth/me", AuthHost.Bearer(Token(_carol)));

        Assert.Equal("[]", (await AuthHost.JsonAsync(answer)).GetProperty("groups").ToString());
        Assert.Contains(host.Logs.Lines, line => line.Contains("there is no client secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Groups_ThatFit_AreNotAskedFor()
    {
        var claims = Claims(_carol);
        claims["groups"] = new JsonArray(_team);

        var me = await MeAsync(_keys.Sign(claims));

        Assert.Equal([_team, "public-mcp-users"], Texts(me, "groups"));
        Assert.Empty(_graph.Calls);
    }

    [Fact]
    public async Task Person_DeletedThroughTheGateway_LosesEntrasOwnTokensAtOnce()
    {
        await using var host = await StartAsync(("AUTH_PROVIDER", "entra"));
        var token = AuthHost.Bearer(Token(_carol));
        using var before = await host.GetAsync("/api/auth/me", token);

        using var deleted = await host.SendAsync(
            HttpMethod.Delete, "/api/management/iam/users/carol@example.org", headers: await host.SignInAsync());
        using var after = await host.GetAsync("/api/auth/me", token);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, deleted.StatusCode, after.StatusCode));
    }

    private async Task<AuthHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var file = Path.Combine(AuthHost.NewDirectory(), "oauth2_providers.yml");
        await File.WriteAllTextAsync(
            file, $"providers:\n  entra:\n    jwks_url: {_keys.Issuer}/jwks\n    enabled: true\n", TestContext.Current.CancellationToken);
        return await AuthHost.StartAsync(
        [
            .. _graph.Settings(), ("AUTH_PROVIDER", ""), ("OAUTH2_PROVIDERS_PATH", file), ("ENTRA_ENABLED", "true"),
            ("ENTRA_GROUP_MAPPINGS", $"{_team}=public-mcp-users"), .. settings,
        ]);
    }

    private async Task<JsonElement> MeAsync(string token)
    {
        using var answer = await _host.GetAsync("/api/auth/me", AuthHost.Bearer(token));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await AuthHost.JsonAsync(answer);
    }

    private string Token(
        string? oid, string overage = "_claim_names", string subject = "the pair of carol and this application", string? type = null,
        string? roles = null)
    {
        var claims = Claims(oid, subject);
        if (overage == "hasgroups")
        {
            claims["hasgroups"] = true;
        }
        else
        {
            claims["_claim_names"] = new JsonObject { ["groups"] = "src1" };
            claims["_claim_sources"] = new JsonObject
            {
                ["src1"] = new JsonObject { ["endpoint"] = "https://evil.example/users/everybody/getMemberObjects" },
            };
        }

        if (type is not null)
        {
            claims["idtyp"] = type;
        }

        if (roles is not null)
        {
            (claims["roles"], claims["scp"]) = (new JsonArray(roles), roles);
        }

        return _keys.Sign(claims);
    }

    private JsonObject Claims(string? oid, string subject = "the pair of carol and this application")
    {
        var now = _host.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = $"{_graph.Url}/{FakeGraph.Tenant}/v2.0",
            ["aud"] = FakeGraph.ClientId,
            ["sub"] = subject,
            ["tid"] = FakeGraph.Tenant,
            ["preferred_username"] = "carol@example.org",
            ["uti"] = $"token-{_next++}",
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
        if (oid is not null)
        {
            claims["oid"] = oid;
        }

        return claims;
    }

    private static string[] Texts(JsonElement me, string name) =>
        [.. me.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
