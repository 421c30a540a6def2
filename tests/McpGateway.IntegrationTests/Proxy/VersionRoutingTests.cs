using System.Net;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>Versions of a server under one path: which back end gets a request, and that none is a way around the others' rules.</summary>
public sealed class VersionRoutingTests
{
    private const string Header = "X-MCP-Server-Version";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "default")]
    [InlineData("2.0.0", "second")]
    [InlineData("latest", "default")]
    [InlineData("1.0.0", "default")]
    [InlineData("9", "default")]
    [InlineData("", "default")]
    [InlineData("2.0.0, 2.0.0", "default")]
    public async Task Post_Version_ReachesItsBackEnd(string? version, string reached)
    {
        await using var rig = await StartAsync();

        using var answer = await PostAsync(rig, Messages.Call("echo"), version);

        Assert.Equal((HttpStatusCode.OK, reached), (answer.StatusCode, Reached(answer)));
        Assert.Equal("enabled", answer.Headers.GetValues("X-MCP-Version-Routing").Single());
        Assert.Equal("srv", (await rig.RecordAsync()).Server);
    }

    /// <summary>What is not in the header's plainest form is read by the server, not by the fast path.</summary>
    [Fact]
    public async Task Post_TwoVersions_ReachesTheDefault()
    {
        await using var rig = await StartAsync();

        using var answer = await rig.PostAsync("/srv/mcp", Messages.Call("echo"), headers =>
        {
            headers.TryAddWithoutValidation(Header, "2.0.0");
            headers.TryAddWithoutValidation("x-mcp-server-version", "3.0.0");
        });

        Assert.Equal("default", Reached(answer));
    }

    [Fact]
    public async Task Post_Upstream_IsNotToldTheVersion()
    {
        await using var rig = await StartAsync();

        using var answer = await PostAsync(rig, Messages.Call("echo"), "2.0.0");
        using var single = await rig.PostAsync(
            "/single/mcp", Messages.Call("echo"), static headers => headers.TryAddWithoutValidation(Header, "2.0.0"));

        Assert.Equal("", answer.Headers.GetValues("X-Asked").Single());
        Assert.Equal("", single.Headers.GetValues("X-Asked").Single());
        Assert.False(single.Headers.Contains("X-MCP-Version-Routing"));
    }

    /// <summary>No path is a version's key, however it is written.</summary>
    [Theory]
    [InlineData("/srv:2.0.0/mcp")]
    [InlineData("/srv%3A2.0.0/mcp")]
    [InlineData("/srv:2.0.0")]
    public async Task Post_KeyOfAVersion_IsNoPath(string path)
    {
        await using var rig = await StartAsync();

        using var answer = await rig.PostAsync(path, Messages.Call("echo"));

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-Reached"));
    }

    [Fact]
    public async Task Post_RightsOnThePath_HoldForEveryVersion()
    {
        await using var rig = await StartAsync();
        rig.Access.Add("carol", new Rights { Tools = ["other"] });
        using var carol = rig.NewClient("carol");

        using var refused = await ProxyRig.PostAsync(
            carol, "/srv/mcp", Messages.Call("echo"), static headers => headers.Add(Header, "2.0.0"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("2.0.0", HttpStatusCode.Forbidden)]
    public async Task Post_PinsOfAVersion_AreItsOwn(string? version, HttpStatusCode status)
    {
        await using var rig = await StartAsync(static route => route with { Pins = Withholding("echo") });

        using var answer = await PostAsync(rig, Messages.Call("echo"), version);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData(RouteState.Disabled, HttpStatusCode.ServiceUnavailable)]
    [InlineData(RouteState.Ready, HttpStatusCode.OK)]
    public async Task Post_StateOfTheServer_HoldsForItsVersions(RouteState state, HttpStatusCode status)
    {
        await using var rig = await StartAsync(serverState: state);

        using var answer = await PostAsync(rig, Messages.Call("echo"), "2.0.0");

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Post_VersionThatIsOff_IsRefusedAndNotTheDefaultInItsPlace()
    {
        await using var rig = await StartAsync(static route => route with { State = RouteState.Disabled });

        using var answer = await PostAsync(rig, Messages.Call("echo"), "2.0.0");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-Reached"));
    }

    [Fact]
    public async Task Session_OfOneVersion_IsNoneOfAnother()
    {
        await using var rig = await StartAsync();
        using var opened = await PostAsync(rig, Messages.Call("echo"), "2.0.0");
        var id = opened.Headers.GetValues("Mcp-Session-Id").Single();

        using var same = await PostAsync(rig, Messages.Call("echo"), "2.0.0", id);
        using var other = await PostAsync(rig, Messages.Call("echo"), version: null, id);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (same.StatusCode, other.StatusCode));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("2.0.0", HttpStatusCode.Forbidden)]
    public async Task Validate_Version_HasToAllowItToo(string? version, HttpStatusCode status)
    {
        await using var rig = await StartAsync(static route => route with { Pins = Withholding("echo") });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/validate");
        request.Headers.Add("X-Original-URL", "http://gateway.test/srv/mcp");
        if (version is not null)
        {
            request.Headers.Add(Header, version);
        }

        using var answer = await rig.Client.SendAsync(request, Token);

        Assert.Equal(status, answer.StatusCode);
    }

    private static async Task<ProxyRig> StartAsync(
        Func<Route, Route>? second = null, RouteState serverState = RouteState.Ready)
    {
        var rig = new ProxyRig();
        await rig.AddServerAsync("/srv", Answering("default"), route => route with { State = serverState });
        await rig.AddServerAsync(
            "/srv", Answering("second"), route => (second ?? (static same => same))(route with { Version = "2.0.0" }));
        await rig.AddServerAsync("/single", Answering("single"));
        await rig.StartAsync();
        return rig;
    }

    private static RequestDelegate Answering(string name) => context =>
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Reached"] = name;
        context.Response.Headers["X-Asked"] = context.Request.Headers[Header].ToString();
        context.Response.Headers["X-MCP-Version-Routing"] = "a lie";
        context.Response.Headers["Mcp-Session-Id"] = "session-of-" + name;
        return context.Response.WriteAsync("""{"jsonrpc":"2.0","id":1,"result":{}}""", context.RequestAborted);
    };

    private static Task<HttpResponseMessage> PostAsync(ProxyRig rig, string message, string? version, string? session = null) =>
        rig.PostAsync("/srv/mcp", message, headers =>
        {
            if (version is not null)
            {
                headers.TryAddWithoutValidation(Header, version);
            }

            if (session is not null)
            {
                headers.Add("Mcp-Session-Id", session);
            }
        });

    private static string Reached(HttpResponseMessage answer) => answer.Headers.GetValues("X-Reached").Single();

    private static RoutePins Withholding(string tool) =>
        new RoutePins(new(WithholdsUnapproved: true, AcceptsNew: false, AcceptsNewResources: true), new PinBudget(10_000))
            .With(DefinitionKind.Tool, new(StringComparer.Ordinal) { [tool] = new("a", "b", PinState.Changed) });
}
