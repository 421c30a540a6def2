using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.EndToEndTests;

/// <summary>
/// Credentials at agents come from a real provider's token endpoint: the agent receives exactly what the provider issued, and nothing of
/// what the caller presented to the gateway.
/// </summary>
public sealed class AgentEgressTests(AgentEgressTests.WithProvider shared) : IClassFixture<AgentEgressTests.WithProvider>
{
    private const string ClientSecret = "gateway-secret-of-the-test";
    private const string Send =
        """
        {"jsonrpc":"2.0","id":1,"method":"message/send",
         "params":{"message":{"kind":"message","messageId":"m1","role":"user","parts":[{"kind":"text","text":"hello"}]}}}
        """;

    private readonly string _path = $"/agent-{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private GatewayProcess Gateway => shared.Gateway;

    private OpenIdProvider Provider => shared.Provider;

    [Fact]
    public async Task ClientCredentials_AgentReceivesTheGatewaysOwnTokenAndNoneOfTheCallers()
    {
        await using var agent = await HeardAgent.StartAsync();
        await RegisterAsync(agent);
        var settings = await PutAsync(new
        {
            mode = "client_credentials",
            provider = "custom",
            token_endpoint = Token,
            client_id = "gateway",
            client_secret = ClientSecret,
            client_authentication = "client_secret_post",
        });
        Assert.True(settings.Status == HttpStatusCode.OK, settings.Body);
        Assert.DoesNotContain(ClientSecret, settings.Body, StringComparison.Ordinal);

        var (mine, others) = (await Gateway.VendAsync(Cancellation), await Gateway.VendForAsync("other", Cancellation));
        await CallAsync(agent, mine);
        await CallAsync(agent, others);

        var issued = await IssuedAsync("client_credentials", agent);
        Assert.Equal([issued, issued], agent.Heard.Select(static heard => heard.Authorization));
        AssertNothingOfOurs(agent, mine, others, ClientSecret);
    }

    [Fact]
    public async Task TokenExchange_AgentReceivesATokenOfTheCallersOwn()
    {
        await using var agent = await HeardAgent.StartAsync();
        await RegisterAsync(agent);
        var settings = await PutAsync(new
        {
            mode = "token_exchange",
            provider = "custom",
            token_endpoint = Token,
            issuer = Provider.Address.AbsoluteUri.TrimEnd('/'),
            client_id = "gateway",
            client_secret = ClientSecret,
            client_authentication = "client_secret_post",
            audience = _path,
        });
        Assert.True(settings.Status == HttpStatusCode.OK, settings.Body);

        var (mine, others) = (await Gateway.VendAsync(Cancellation), await Gateway.VendForAsync("other", Cancellation));
        await CallAsync(agent, mine);
        await CallAsync(agent, others);
        await CallAsync(agent, mine);

        string[] tokens = [.. agent.Heard.Select(static heard => heard.Authorization)];
        Assert.Equal(tokens[0], tokens[2]);
        Assert.NotEqual(tokens[0], tokens[1]);
        Assert.Equal(["admin", "other"], tokens[..2].Select(token => Claim(token, "preferred_username")));
        Assert.All(tokens, token => Assert.Equal(_path, Claim(token, "aud")));
        var issued = (await Provider.ControlAsync("issued", Cancellation)).GetProperty("issued").EnumerateArray()
            .Select(static item => item.GetProperty("token").GetString()).ToArray();
        Assert.All(tokens, token => Assert.Contains(token, issued));
        AssertNothingOfOurs(agent, mine, others, ClientSecret);
    }

    /// <summary>A card that names another host later takes nobody's token there.</summary>
    [Fact]
    public async Task Card_ThatMovesToAnotherHost_GetsNoToken()
    {
        await using var agent = await HeardAgent.StartAsync();
        await using var elsewhere = await HeardAgent.StartAsync();
        await RegisterAsync(agent);
        await PutAsync(new
        {
            mode = "client_credentials",
            provider = "custom",
            token_endpoint = Token,
            client_id = "gateway",
            client_secret = ClientSecret,
            client_authentication = "client_secret_post",
        });
        var token = await Gateway.VendAsync(Cancellation);
        await CallAsync(agent, token);

        using var moved = await Gateway.Client.PutAsJsonAsync(
            "/api/agents" + _path, new { path = _path, card = JsonElement.Parse(elsewhere.Card) }, Cancellation);
        Assert.True(moved.IsSuccessStatusCode, await moved.Content.ReadAsStringAsync(Cancellation));
        var (status, _, _) = await Gateway.CallAsync(_path, token, Send, Cancellation);

        Assert.Equal(HttpStatusCode.BadGateway, status);
        Assert.Empty(elsewhere.Heard);
    }

    [Fact]
    public async Task Settings_ByWhoMayNotModifyTheAgent_AreRefused()
    {
        await using var agent = await HeardAgent.StartAsync();
        await RegisterAsync(agent);
        using var client = new HttpClient { BaseAddress = Gateway.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await Gateway.VendForAsync("plain", Cancellation));

        using var answer = await client.PutAsJsonAsync("/api/egress/servers" + _path, new { mode = "none" }, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("modify this agent", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private string Token => new Uri(Provider.Address, "/token").AbsoluteUri;

    private async Task RegisterAsync(HeardAgent agent) => await Gateway.RegisterAgentAsync(_path, agent.Address, Cancellation);

    private async Task<(HttpStatusCode Status, string Body)> PutAsync(object settings)
    {
        using var answer = await Gateway.Client.PutAsJsonAsync("/api/egress/servers" + _path, settings, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task CallAsync(HeardAgent agent, string token)
    {
        var before = agent.Heard.Count;
        await Eventually.UntilAsync(async () => (await Gateway.CallAsync(_path, token, Send, Cancellation)).Status == HttpStatusCode.OK);
        Assert.Equal(before + 1, agent.Heard.Count);
    }

    private async Task<string> IssuedAsync(string grant, HeardAgent agent)
    {
        var issued = (await Provider.ControlAsync("issued", Cancellation)).GetProperty("issued").EnumerateArray()
            .Where(item => item.GetProperty("grant").GetString() == grant).Select(static item => item.GetProperty("token").GetString());
        return Assert.Single(issued, token => token == agent.Heard.First().Authorization)!;
    }

    private static void AssertNothingOfOurs(HeardAgent agent, params string[] secrets) => Assert.All(agent.Heard, heard =>
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, heard.Everything, StringComparison.Ordinal)));

    private static string? Claim(string token, string name) =>
        JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).GetProperty(name).GetString();

    /// <summary>A gateway with a provider, and with somebody who may talk to agents as well.</summary>
    public sealed class WithProvider : SharedGateway
    {
        internal OpenIdProvider Provider { get; private set; } = null!;

        private protected override async Task SeedAsync()
        {
            await Gateway.AddUserAsync("other", "registry-admins", Cancellation);
            await AddReadersAsync();
            await Gateway.AddUserAsync("plain", "readers", Cancellation);
            Provider = Keep(await OpenIdProvider.StartAsync(
                "plain", OpenIdProvider.FreePort(), new(Gateway.Address, "/oauth2/egress/callback"), Cancellation));
        }

        /// <summary>People who reach the whole API and see and call every agent, and may change none.</summary>
        private async Task AddReadersAsync()
        {
            using var group = await Gateway.Client.PostAsJsonAsync("/api/management/iam/groups", new { name = "readers" }, Cancellation);
            using var scope = await Gateway.Client.PostAsJsonAsync(
                "/api/servers/groups/import",
                new
                {
                    scope_name = "readers",
                    server_access = new[]
                    {
                        new { server = "*", methods = (string[])["all"], tools = (string[])["*"] },
                        new { server = "api", methods = (string[])["all"], tools = (string[])[] },
                    },
                    group_mappings = (string[])["readers"],
                    ui_permissions = new { list_agents = (string[])["all"], get_agent = (string[])["all"] },
                },
                Cancellation);
            Assert.True(group.IsSuccessStatusCode && scope.IsSuccessStatusCode, await scope.Content.ReadAsStringAsync(Cancellation));
        }
    }

    /// <summary>What arrived with one call.</summary>
    /// <param name="Authorization">The credential, without its scheme.</param>
    /// <param name="Everything">Address, all headers and the body.</param>
    private sealed record HeardCall(string Authorization, string Everything);

    /// <summary>An agent that remembers how it was called.</summary>
    private sealed class HeardAgent : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private HeardAgent(WebApplication app) => _app = app;

        public ConcurrentQueue<HeardCall> Heard { get; } = new();

        public Uri Address => new(_app.Urls.Single());

        public string Card =>
            $$"""
            {"name":"Heard","description":"Remembers how it was called.","url":"{{Address}}a2a","version":"1","protocolVersion":"0.3.0",
             "preferredTransport":"JSONRPC","capabilities":{},"defaultInputModes":["text/plain"],"defaultOutputModes":["text/plain"],
             "skills":[{"id":"hear","name":"hear","description":"Hears.","tags":["hear"]}]}
            """;

        public static async Task<HeardAgent> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            var agent = new HeardAgent(app);
            app.MapGet("/.well-known/agent-card.json", () => Results.Text(agent.Card, "application/json"));
            app.MapPost("/a2a", agent.AnswerAsync);
            await app.StartAsync(Cancellation);
            return agent;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task<IResult> AnswerAsync(HttpRequest request)
        {
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
            var headers = string.Join('\n', request.Headers.Select(static header => $"{header.Key}: {header.Value}"));
            var authorization = request.Headers.Authorization.ToString();
            Heard.Enqueue(new(
                authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization[7..] : authorization,
                $"{request.Path}{request.QueryString}\n{headers}\n{body}"));
            return Results.Text(
                """
                {"jsonrpc":"2.0","id":1,
                 "result":{"kind":"message","messageId":"m2","role":"agent","parts":[{"kind":"text","text":"heard"}]}}
                """,
                "application/json");
        }
    }
}
