using System.Collections.Concurrent;
using System.Net;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static McpGateway.IntegrationTests.Proxy.AgentCallTests;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>What the gateway does towards agents as towards servers: circuit breaker, hop limit, credentials.</summary>
public sealed class AgentUpstreamTests
{
    private const string Message = """{"message":{}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_ThatFails_IsLeftAloneAndTriedAgain()
    {
        var clock = new TimerClock();
        var (rig, agent) = await ScriptedAgent.StartAsync(rig: new ProxyRig { Clock = clock });
        await using var _ = rig;
        agent.Instead = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var failed = await (attempt % 2 == 0
                ? rig.PostAsync("/travel", Rpc("SendMessage", Message)) : rig.PostAsync("/travel/message:send", Message));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, false), (failed.StatusCode, failed.Headers.Contains("X-Gateway-Error")));
        }

        using var rpc = await rig.PostAsync("/travel", Rpc("SendMessage", Message));
        using var http = await rig.PostAsync("/travel/message:send", Message);
        using var card = await rig.Client.GetAsync("/travel/.well-known/agent-card.json", Token);

        Assert.Equal(("circuit_open", "circuit_open"), (ErrorOf(rpc), ErrorOf(http)));
        Assert.Equal(50300, CodeOf(await JsonAsync(rpc)));
        Assert.Equal("UNAVAILABLE", (await JsonAsync(http)).GetProperty("error").GetProperty("status").GetString());
        Assert.Equal((HttpStatusCode.OK, 5), (card.StatusCode, agent.Seen.Count));

        agent.Instead = null;
        clock.Advance(TimeSpan.FromSeconds(6));
        using var probe = await rig.PostAsync("/travel", Rpc("SendMessage", Message));
        using var after = await rig.PostAsync("/travel/message:send", Message);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (probe.StatusCode, after.StatusCode));
    }

    [Theory]
    [InlineData("/loop", true)]
    [InlineData("/loop/message:send", false)]
    public async Task Agent_WhoseAddressLeadsBackHere_LoopIsDetected(string path, bool isRpc)
    {
        await using var rig = new ProxyRig();
        await rig.AddServerAsync("/other", context => context.Response.WriteAsync("{}", Token));
        await rig.StartAsync();
        var here = new Uri(rig.Address, "/loop");
        rig.Table.Publish(new RouteTable(
            [new Route
            {
                Path = "/loop", Upstream = here, State = RouteState.Ready, ForwardsGatewayCredential = true,
                Agent = ScriptedAgent.RouteOf(here, (_, route) => route with
                {
                    Endpoints = [.. route.Endpoints.Select(endpoint => endpoint with { Url = here })],
                }),
            }], 2));
        using var client = rig.NewClient(null);
        client.DefaultRequestHeaders.Add("Authorization", "Bearer alice");

        using var response = await ProxyRig.PostAsync(client, path, isRpc ? Rpc("SendMessage", Message) : Message);

        var records = await rig.RecordsAsync(4);
        Assert.Equal(508, (int)response.StatusCode);
        Assert.Equal(isRpc ? 50200 : 508, CodeOf(await JsonAsync(response)));
        Assert.All(records, record => Assert.Equal("loop", record.Server));
    }

    [Fact]
    public async Task Credential_OfTheService_GoesInPlaceOfTheClients()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(configure: route => route with
        {
            Headers = [new("Authorization", "Bearer of-the-service"), new("X-Tenant", "t")],
        });
        await using var _ = rig;

        foreach (var own in (string?[])[null, "Bearer of-the-client"])
        {
            using var rpc = await SendAsync(rig.Client, "/travel", Rpc("SendMessage", Message), own);
            using var http = await SendAsync(rig.Client, "/travel/message:send", Message, own);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (rpc.StatusCode, http.StatusCode));
        }

        Assert.Equal(4, agent.Seen.Count);
        Assert.All(agent.Seen, seen => Assert.Equal(
            ("Bearer of-the-service", "t"), (seen.Headers.Authorization.ToString(), seen.Headers["X-Tenant"].ToString())));
    }

    [Theory]
    [InlineData("/travel", "SendMessage")]
    [InlineData("/travel", "message/stream")]
    [InlineData("/travel/message:send", null)]
    public async Task Credential_OfTheCaller_GoesWithEachCallAndIsRenewed(string path, string? method)
    {
        var accounts = new Accounts();
        var (rig, agent) = await StartAsync(accounts);
        await using var _ = rig;
        using var bob = rig.NewClient("bob");
        agent.Instead = context =>
        {
            var isOld = context.Request.Headers.Authorization == "Bearer sub-alice-1";
            context.Response.StatusCode = isOld ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
            return isOld ? Task.CompletedTask : context.Response.WriteAsJsonAsync(new { id = 7, result = new { } }, Token);
        };
        var body = method is null ? Message : Rpc(method, Message);

        using var mine = await SendAsync(rig.Client, path, body, null);
        using var bobs = await SendAsync(bob, path, body, null);
        using var brought = await SendAsync(rig.Client, path, body, "Bearer brought-along");

        Assert.All([mine, bobs, brought], answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var seen = agent.Seen.ToArray();
        Assert.Equal(
            ["Bearer sub-alice-1", "Bearer sub-alice-2", "Bearer sub-bob-1", "Bearer brought-along"],
            seen.Select(item => item.Headers.Authorization.ToString()));

        // What is sent again is the same message, in the same conversation.
        Assert.Equal(seen[0].Body, seen[1].Body);
        Assert.Contains("contextId", seen[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credential_OfACallerWithoutAccount_IsAskedFor()
    {
        var accounts = new Accounts { IsConnected = false };
        var (rig, agent) = await StartAsync(accounts);
        await using var _ = rig;

        using var rpc = await rig.PostAsync("/travel", Rpc("SendMessage", Message));
        using var http = await rig.PostAsync("/travel/message:send", Message);

        var error = (await JsonAsync(rpc)).GetProperty("error");
        Assert.Equal((HttpStatusCode.OK, -32042), (rpc.StatusCode, error.GetProperty("code").GetInt32()));
        Assert.Equal(
            $"{rig.Address}connect/travel",
            error.GetProperty("data").GetProperty("elicitations")[0].GetProperty("url").GetString());
        var status = (await JsonAsync(http)).GetProperty("error");
        Assert.Equal(
            (HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (http.StatusCode, status.GetProperty("status").GetString()));
        Assert.Contains($"{rig.Address}connect/travel", status.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(agent.Seen);
    }

    private static Task<(ProxyRig Rig, ScriptedAgent Agent)> StartAsync(Accounts accounts) => ScriptedAgent.StartAsync(
        rig: new ProxyRig { Services = services => services.AddSingleton<IEgressCredentials>(accounts) },
        configure: route => route with { UsesEgressCredentials = true });

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string path, string body, string? own) =>
        ProxyRig.PostAsync(client, path, body, headers =>
        {
            if (own is not null)
            {
                headers.Add("Authorization", own);
            }
        });

    private static string ErrorOf(HttpResponseMessage response) => response.Headers.GetValues("X-Gateway-Error").Single();

    /// <summary>Each caller's account, with tokens that are numbered.</summary>
    private sealed class Accounts : IEgressCredentials
    {
        private readonly ConcurrentDictionary<string, int> _renewed = new(StringComparer.Ordinal);

        public bool IsConnected { get; init; } = true;

        public ValueTask<EgressCredential> GetAsync(ProxyCaller caller, Route route, CancellationToken cancellationToken) => new(
            IsConnected ? EgressCredential.Granted($"Bearer {caller.Subject}-{_renewed.GetOrAdd(caller.Subject, 1)}")
                : EgressCredential.ConsentNeeded("/connect" + route.Path, "Connect your account first."));

        public ValueTask<EgressCredential> RenewAsync(
            ProxyCaller caller, Route route, EgressCredential refused, CancellationToken cancellationToken)
        {
            _renewed.AddOrUpdate(caller.Subject, 2, static (_, count) => count + 1);
            return GetAsync(caller, route, cancellationToken);
        }

        public ValueTask<EgressCredential> StepUpAsync(
            ProxyCaller caller, Route route, EgressCredential used, string challenge, CancellationToken cancellationToken) =>
            new(EgressCredential.Refused("no"));
    }
}
