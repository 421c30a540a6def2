using System.Net;
using System.Text.Json;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class AccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Rights Limited = new() { Servers = ["srv"], Methods = ["tools/list", "tools/call"], Tools = ["echo"] };

    [Theory]
    [InlineData("initialize", """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{}"""
        + ""","clientInfo":{"name":"t","version":"1"}}}""", true)]
    [InlineData("initialized", """{"jsonrpc":"2.0","method":"notifications/initialized"}""", true)]
    [InlineData("ping", """{"jsonrpc":"2.0","id":1,"method":"ping"}""", true)]
    [InlineData("discover", """{"jsonrpc":"2.0","id":1,"method":"server/discover"}""", true)]
    [InlineData("client response", """{"jsonrpc":"2.0","id":1,"result":{}}""", true)]
    [InlineData("client error", """{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}}""", true)]
    [InlineData("list", """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", true)]
    [InlineData("allowed tool", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""", true)]
    [InlineData("other tool", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"secret"}}""", false)]
    [InlineData("other tool, no id", """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"secret"}}""", false)]
    [InlineData("other case", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"Echo"}}""", false)]
    [InlineData("other method", """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a:b"}}""", false)]
    [InlineData("other method, no id", """{"jsonrpc":"2.0","method":"resources/list"}""", false)]
    [InlineData("unknown method", """{"jsonrpc":"2.0","id":1,"method":"tools/call/","params":{"name":"echo"}}""", false)]
    [InlineData("batch, all allowed", """[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}},{"jsonrpc":"2.0","id":2"""
        + ""","method":"tools/list"}]""", true)]
    [InlineData("batch, one denied", """[{"jsonrpc":"2.0","id":1,"method":"tools/list"},{"jsonrpc":"2.0","id":2"""
        + ""","method":"tools/call","params":{"name":"secret"}}]""", false)]
    public async Task Post_LimitedCaller_IsJudgedPerElement(string what, string body, bool allowed)
    {
        var reached = false;
        await using var rig = await StartAsync(() => reached = true);
        using var client = rig.NewClient("limited");

        using var response = await ProxyRig.PostAsync(client, "/srv/mcp", body);

        Assert.True(allowed == reached, what);
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(allowed ? CallOutcome.Forwarded : CallOutcome.Denied, (await rig.RecordAsync()).Outcome);
    }

    [Fact]
    public async Task Post_Denied_AnswersWithIdAndChallenge()
    {
        await using var rig = await StartAsync(() => { });
        using var client = rig.NewClient("limited");

        using var response = await ProxyRig.PostAsync(client, "/srv/mcp", Messages.Call("secret", "\"a-7\""));

        var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal("a-7", json.GetProperty("id").GetString());
        Assert.Equal(40300, json.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Contains("error=\"insufficient_scope\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("access_denied", response.Headers.GetValues("X-Gateway-Error").Single());
    }

    [Fact]
    public async Task Post_DeniedBatch_AnswersEveryRequest()
    {
        await using var rig = await StartAsync(() => { });
        using var client = rig.NewClient("limited");

        using var response = await ProxyRig.PostAsync(
            client, "/srv/mcp", $"[{Messages.Call("echo")},{Messages.Initialized},{Messages.Call("secret", "2")}]");

        var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal([1, 2], json.EnumerateArray().Select(element => element.GetProperty("id").GetInt32()));
        Assert.All(await rig.RecordsAsync(3), record => Assert.Equal((CallOutcome.Denied, 3), (record.Outcome, record.BatchSize)));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task OtherServer_NoAccess_Forbidden(string method)
    {
        var reached = false;
        await using var rig = new ProxyRig();
        rig.Access.Add("limited", Limited);
        await rig.AddServerAsync("/other", context =>
        {
            reached = true;
            return Task.CompletedTask;
        });
        await rig.StartAsync();
        using var client = rig.NewClient("limited");
        using var request = new HttpRequestMessage(new HttpMethod(method), "/other/mcp")
        {
            Content = method == "POST" ? new StringContent(Messages.Initialize, null, "application/json") : null,
        };

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(reached);
    }

    [Theory]
    [InlineData("/srv/mcp")]
    [InlineData("/srv/other")]
    [InlineData("/off/mcp")]
    [InlineData("/nowhere/mcp")]
    [InlineData("/srv/%2e%2e/off/mcp")]
    public async Task AnyPath_AnonymousCaller_LearnsNothing(string path)
    {
        await using var rig = await StartAsync(() => { });

        var answer = await RawHttp.SendAsync(rig.Address, RawHttp.Post(path, Messages.Call("echo"), ""));

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Contains("WWW-Authenticate: " + TestAccess.Challenge, answer, StringComparison.Ordinal);
        Assert.EndsWith("""{"error":"Authentication required"}""", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/srv/other", 404)]
    [InlineData("/nowhere/mcp", 404)]
    [InlineData("/srvmcp", 404)]
    [InlineData("/SRV/mcp", 404)]
    [InlineData("/off/mcp", 503)]
    [InlineData("/sick/mcp", 503)]
    [InlineData("/srv/../off/mcp", 400)]
    [InlineData("/srv/%2e%2e/off/mcp", 400)]
    [InlineData("/srv%2fmcp", 400)]
    [InlineData("/srv//mcp", 400)]
    [InlineData("/srv/mcp;x=1", 400)]
    [InlineData("/srv\\mcp", 400)]
    [InlineData("/srv/%252e%252e/off", 400)]
    [InlineData("/s%72v/mcp", 200)]
    [InlineData("http://gateway.test/srv/mcp", 200)]
    public async Task Path_AuthenticatedCaller_OneMeaningOrNone(string path, int status)
    {
        await using var rig = await StartAsync(() => { });

        var answer = await RawHttp.SendAsync(rig.Address, RawHttp.Post(path, Messages.Call("echo")));

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(status == 503, answer.Contains("Retry-After: ", StringComparison.Ordinal));
        if (path == "/off/mcp")
        {
            Assert.EndsWith("""{"error":"server disabled"}""", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Call_OfAServerThatIsOff_IsRecordedAsTheCallThatItIs()
    {
        await using var rig = await StartAsync(() => { });

        using var response = await rig.PostAsync("/off/mcp", Messages.Call("echo"));

        var record = await rig.RecordAsync();
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, CallOutcome.Unavailable, "tools/call", "echo"),
            (response.StatusCode, record.Outcome, record.Method, record.Target));
    }

    [Fact]
    public async Task Identity_ProviderAway_503()
    {
        await using var rig = await StartAsync(() => { });
        rig.Access.IsAway = true;

        using var response = await rig.PostAsync("/srv/mcp", Messages.Call("echo"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private static async Task<ProxyRig> StartAsync(Action reached)
    {
        var rig = new ProxyRig();
        rig.Access.Add("limited", Limited);
        await rig.AddServerAsync("/srv", context =>
        {
            reached();
            return context.Response.WriteAsync("{}", Token);
        });
        rig.AddRoute("/off", new Uri("http://127.0.0.1:1/"), route => route with { State = RouteState.Disabled });
        rig.AddRoute("/sick", new Uri("http://127.0.0.1:1/"), route => route with { State = RouteState.Unhealthy });
        await rig.StartAsync();
        return rig;
    }
}
