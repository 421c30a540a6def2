using System.Text;
using System.Text.Json;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sources;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>Workday's Agent System of Record with its authorization server, as the tests shape it.</summary>
public sealed class WorkdayTests
{
    private const string Secret = "w0rkday-s3cret";

    private int _issued;
    private string _valid = "";
    private readonly List<string> _grants = [];

    [Fact]
    public async Task Sync_ClientCredentials_BringsAgentsIn()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => Answer(request, total: 150);
        await using var host = await StartAsync(server);

        var run = await host.SyncAsync("asor");

        Assert.Equal(150, run.GetProperty("added").GetInt32());
        Assert.Equal(["client_credentials"], _grants);
        var agent = host.Get<AgentCatalog>().Current["/agent-7"];
        Assert.Equal(("Agent_7", "https://agents.example.com/7"), (agent.Card.Name, agent.Card.Url));
        Assert.Equal(["asor", "federated", "workday"], agent.Agent.Tags);
        Assert.Equal("asor", agent.Agent.Origin!.Source);
    }

    [Fact]
    public async Task Sync_RefreshToken_IsUsedAndTheNewOneKept()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => Answer(request, total: 1);
        await using var host = await StartAsync(server, ("ASOR_REFRESH_TOKEN", "r-0"));

        await host.SyncAsync("asor");
        _valid = "revoked";
        await host.SyncAsync("asor");

        Assert.Equal(["refresh_token r-0", "refresh_token r-1"], _grants);
    }

    /// <summary>The only token that still works survives the process, sealed, and is every replica's.</summary>
    [Fact]
    public async Task Sync_AfterARestart_UsesTheTokenThatWasRotated()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => Answer(request, total: 1);
        await using var host = await StartAsync(server, ("ASOR_REFRESH_TOKEN", "r-0"));
        await host.SyncAsync("asor");
        _valid = "revoked";
        var source = (await host.Get<FederationRepository>().FindConfigAsync("default", FederationHost.Timeout()))!.Value.Find("asor")!;

        var other = await ActivatorUtilities.CreateInstance<SourceTokens>(host.Get<IServiceProvider>())
            .GetAsync(source, FederationHost.Timeout());

        Assert.Equal("t-2", other.Value);
        Assert.Equal(["refresh_token r-0", "refresh_token r-1"], _grants);
        Assert.True(FederationRepository.Tokens.IsSealed);
    }

    /// <summary>Another replica exchanged it between the reading and the asking.</summary>
    [Fact]
    public async Task Sync_TokenExchangedElsewhereMeanwhile_IsTriedWithTheNewOne()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => Answer(request, total: 1);
        await using var host = await StartAsync(server, ("ASOR_REFRESH_TOKEN", "r-0"));
        await host.SyncAsync("asor");
        var stored = Assert.Single(await host.Get<DocumentStore>().ListAsync(FederationRepository.Tokens, FederationHost.Timeout()));
        var isFirst = true;
        server.Answer = request =>
        {
            if (!IsToken(request) || !isFirst)
            {
                return Answer(request, total: 1);
            }

            isFirst = false;
            var batch = new DocumentBatch().Put(
                FederationRepository.Tokens, stored.Key, stored.Value with { RefreshToken = "r-9" }, stored.Version);
            Assert.True(host.Get<DocumentStore>().CommitAsync(batch, CancellationToken.None).GetAwaiter().GetResult().IsSuccess);
            return (400, """{"error":"invalid_grant"}""");
        };
        _valid = "revoked";

        var run = await host.SyncAsync("asor");

        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.Equal("refresh_token r-9", _grants[^1]);
    }

    [Fact]
    public async Task Sync_Answer_NamesAgents()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => Answer(request, total: 2);
        await using var host = await StartAsync(server);

        foreach (var run in (JsonElement[])[await host.SyncAsync("asor"), await host.SyncAsync("asor")])
        {
            Assert.Equal(["Agent_0", "Agent_1"], run.GetProperty("agents").EnumerateArray().Select(static name => name.GetString()));
        }
    }

    /// <summary>The rotated token is the only one that still works, so that nobody's consent is needed after an outage.</summary>
    [Fact]
    public async Task Sync_TokenEndpointAwayForAWhile_RotatedRefreshTokenIsKept()
    {
        await using var server = await SourceServer.StartAsync();
        var isAway = false;
        server.Answer = request => isAway && IsToken(request) ? (503, "{}") : Answer(request, total: 1);
        await using var host = await StartAsync(server, ("ASOR_REFRESH_TOKEN", "r-0"));
        await host.SyncAsync("asor");
        (_valid, isAway) = ("revoked", true);

        var failed = await host.SyncAsync("asor");
        isAway = false;
        var again = await host.SyncAsync("asor");

        Assert.NotNull(failed.GetProperty("error").GetString());
        Assert.Equal("completed", again.GetProperty("status").GetString());
        Assert.Equal(["refresh_token r-0", "refresh_token r-1"], _grants);
    }

    /// <summary>The token that was good for the first page is not for the second.</summary>
    [Fact]
    public async Task Sync_TokenEndsInTheMiddle_GoesOnWithAnother()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request =>
        {
            if (request.Query["offset"] == "100" && _issued == 1)
            {
                _valid = "expired";
            }

            return Answer(request, total: 150);
        };
        await using var host = await StartAsync(server);

        var run = await host.SyncAsync("asor");

        Assert.Equal(("completed", 150), (run.GetProperty("status").GetString(), run.GetProperty("added").GetInt32()));
        Assert.Equal(2, _issued);
    }

    [Fact]
    public async Task Sync_AlwaysRefused_IsAnErrorWithoutSecrets()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => IsToken(request) ? Answer(request, 1) : (401, """{"error":"invalid_token"}""");
        await using var host = await StartAsync(server);

        var run = await host.SyncAsync("asor");

        Assert.Contains("401", run.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.GetRawText(), StringComparison.Ordinal);
        Assert.InRange(_issued, 1, 2);
    }

    [Theory]
    [InlineData("other_tenant", "https://x.example.com", "check client, secret and tenant")]
    [InlineData("tenant1", "/ccx/api/asor/v1/other_tenant", "check the tenant")]
    public async Task Sync_WrongTenant_SaysSo(string tokenTenant, string api, string told)
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => Answer(request, total: 1);
        var endpoint = server.Url + (api.StartsWith('/') ? api : "/ccx/api/asor/v1/tenant1");
        await using var host = await FederationHost.StartAsync(Settings(server.Url, tokenTenant));
        await host.ConfigureAsync("asor", $$"""{"enabled":true,"endpoint":"{{endpoint}}"}""");

        var run = await host.SyncAsync("asor");

        Assert.Contains(told, run.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(host.Get<AgentCatalog>().Current);
    }

    [Fact]
    public async Task Configuration_AuthEnvVar_HoldsIdAndSecret()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => Answer(request, total: 1);
        await using var host = await FederationHost.StartAsync(
            ("ASOR_MY_CLIENT", $"{Convert.ToBase64String(Encoding.ASCII.GetBytes("client1"))}:{Secret}:x"),
            ("ASOR_HOSTNAME", server.Url), ("ASOR_TENANT_NAME", "tenant1"));
        await host.ConfigureAsync(
            "asor", $$"""{"enabled":true,"endpoint":"{{server.Url}}/ccx/api/asor/v1/tenant1","auth_env_var":"ASOR_MY_CLIENT"}""");

        var run = await host.SyncAsync("asor");

        Assert.Equal("completed", run.GetProperty("status").GetString());
    }

    private static async Task<FederationHost> StartAsync(SourceServer server, params (string, string)[] more)
    {
        TestLog.Current.Secret(Secret);
        var host = await FederationHost.StartAsync([.. Settings(server.Url, "tenant1"), .. more]);
        await host.ConfigureAsync("asor", $$"""{"enabled":true,"endpoint":"{{server.Url}}/ccx/api/asor/v1/tenant1"}""");
        return host;
    }

    private static (string, string)[] Settings(string url, string tenant) =>
        [("ASOR_HOSTNAME", url), ("ASOR_TENANT_NAME", tenant), ("ASOR_CLIENT_ID", "client1"), ("ASOR_CLIENT_SECRET", Secret)];

    private static bool IsToken(HttpRequest request) => request.Path.Value!.EndsWith("/token", StringComparison.Ordinal);

    private (int Status, string Body) Answer(HttpRequest request, int total)
    {
        if (IsToken(request))
        {
            return Token(request);
        }

        if (request.Path != "/ccx/api/asor/v1/tenant1/agentDefinition")
        {
            return (403, """{"error":"tenant"}""");
        }

        if (request.Headers.Authorization != "Bearer " + _valid)
        {
            return (401, """{"error":"invalid_token"}""");
        }

        var offset = int.Parse(request.Query["offset"]!, System.Globalization.CultureInfo.InvariantCulture);
        var agents = Enumerable.Range(offset, Math.Max(0, Math.Min(100, total - offset))).Select(static i =>
            $$"""
            {"id":"id-{{i}}","name":"Agent_{{i}}","url":"https://agents.example.com/{{i}}",
             "skills":[{"id":"s","name":"skill","description":"d"}]}
            """);
        return (200, $$"""{"total":{{total}},"data":[{{string.Join(',', agents)}}]}""");
    }

    private (int Status, string Body) Token(HttpRequest request)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("client1:" + Secret));
        if (request.Path != "/ccx/oauth2/tenant1/token" || request.Headers.Authorization != expected)
        {
            return (401, """{"error":"invalid_client"}""");
        }

        var form = request.Form.ToDictionary(static field => field.Key, static field => field.Value.ToString(), StringComparer.Ordinal);
        _grants.Add(form["grant_type"] + (form.TryGetValue("refresh_token", out var refresh) ? " " + refresh : ""));
        _valid = $"t-{++_issued}";
        return (200, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["access_token"] = _valid,
            ["token_type"] = "Bearer",
            ["expires_in"] = 3600,
            ["refresh_token"] = $"r-{_issued}",
        }));
    }
}
