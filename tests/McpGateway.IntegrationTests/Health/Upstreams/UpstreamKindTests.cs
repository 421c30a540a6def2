using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.IntegrationTests.Health.Upstreams;

/// <summary>Whatever works through the proxy is found by discovery and is healthy: a check is no second, pickier client.</summary>
public sealed class UpstreamKindTests(UpstreamWorld world) : IClassFixture<UpstreamWorld>
{
    private static readonly UpstreamKind Usual = new("");

    public static TheoryData<string> Names => [.. Kinds.Keys];

    private static readonly Dictionary<string, UpstreamKind> Kinds = new UpstreamKind[]
    {
        // :: framing
        Usual with { Name = "content-length" },
        Usual with { Name = "chunked, with extensions and a trailer", Framing = Framing.Chunked },
        Usual with { Name = "ends with the connection", Framing = Framing.Close },
        Usual with { Name = "HTTP/1.0 with a length", Framing = Framing.Http10 },
        Usual with { Name = "HTTP/1.0 to the end of the connection", Framing = Framing.Http10Close },
        Usual with
        {
            Name = "takes requests with a length only",
            Special = request => request is { Method: "POST", IsChunked: true } || (request.Method == "POST" && request.Body.Length == 0)
                ? new(411) : null,
        },
        Usual with
        {
            Name = "headers in lower case and without spaces",
            HeaderLine = (name, value) => $"{name.ToLowerInvariant()}:{value}\r\n",
        },
        Usual with { Name = "headers in capitals", HeaderLine = (name, value) => $"{name.ToUpperInvariant()}:   {value}  \r\n" },

        // :: address
        Usual with { Name = "address of the host", Registered = "" },
        Usual with { Name = "address of the host, with a path", Registered = "base/", Path = "/base/mcp" },
        Usual with { Name = "trailing slash", Registered = "mcp/", Path = "/mcp/" },
        Usual with { Name = "stated endpoint with a trailing slash", Registered = "", Path = "/mcp/", McpEndpoint = "mcp/" },
        Usual with { Name = "stated endpoint of another name", Registered = "", Path = "/rpc/v2", McpEndpoint = "rpc/v2" },
        Usual with { Name = "path below the transport's segment", Registered = "mcp/x/repos", Path = "/mcp/x/repos" },
        Usual with
        {
            Name = "key in the query",
            Registered = "mcp?key=k",
            Special = request => request.Target.Contains("key=k", StringComparison.Ordinal) ? null : new(404),
        },

        // :: status
        Usual with { Name = "discover 401", Special = To("server/discover", new(401)) },
        Usual with { Name = "discover 403", Special = To("server/discover", new(403)) },
        Usual with { Name = "discover 404", Special = To("server/discover", new(404, "<html>", "text/html")) },
        Usual with { Name = "discover 405", Special = To("server/discover", new(405)) },
        Usual with { Name = "discover 500", Special = To("server/discover", new(500, "oops", "text/plain")) },
        Usual with { Name = "discover closes the connection", Special = To("server/discover", RawAnswer.Cut) },
        Usual with { Name = "discover is never answered", Special = To("server/discover", RawAnswer.Silence) },
        Usual with
        {
            Name = "unknown methods have an empty result",
            Special = request => request.Rpc is "server/discover" or "ping" ? RawAnswer.Result(request, new JsonObject()) : null,
        },
        Usual with
        {
            Name = "unknown methods have an error without an id",
            Special = request => request.Rpc is "server/discover" or "ping"
                ? RawAnswer.Error(request, -32600, 400, withId: false)
                : null,
        },
        Usual with { Name = "initialized 404", Special = To("notifications/initialized", new(404)) },
        Usual with { Name = "initialized 500", Special = To("notifications/initialized", new(500)) },
        Usual with { Name = "ping 404", Special = To("ping", new(404)) },
        Usual with { Name = "ping 500", Special = To("ping", new(500)) },
        Usual with { Name = "ping is never answered", Special = To("ping", RawAnswer.Silence) },
        Usual with { Name = "ping closes the connection", Special = To("ping", RawAnswer.Cut) },
        Usual with
        {
            Name = "no handshake at all",
            Special = request => request.Rpc is "initialize" or "server/discover" or "ping" ? new(404) : null,
        },
        Usual with
        {
            Name = "results are 201",
            Special = request => request.Rpc == "initialize"
                ? RawAnswer.Result(request, new JsonObject { ["protocolVersion"] = "2025-06-18" }) with { Status = 201 }
                : null,
        },

        // :: content type
        Usual with { Name = "media type in capitals", ContentType = "Application/JSON; Charset=UTF-8" },
        Usual with { Name = "no content type", ContentType = null },
        Usual with { Name = "JSON as text", ContentType = "text/plain" },
        Usual with { Name = "event stream in capitals", ContentType = "TEXT/Event-Stream;charset=utf-8", Events = Event },

        // :: spelling of events
        Usual with { Name = "event stream", ContentType = "text/event-stream", Events = Event },
        Usual with
        {
            Name = "event stream, chunked, to its end",
            ContentType = "text/event-stream", Events = Event, Framing = Framing.Chunked,
        },
        Usual with
        {
            Name = "events with CRLF",
            ContentType = "text/event-stream", Events = json => $"event: message\r\ndata: {json}\r\n\r\n",
        },
        Usual with
        {
            Name = "events without spaces, with ids, comments and retries",
            ContentType = "text/event-stream", Events = json => $"\ufeff:hello\n\nretry:10\nid:7\nevent:message\ndata:{json}\n\n",
        },
        Usual with
        {
            Name = "events of several lines",
            ContentType = "text/event-stream", Events = json => $"data: {json.Replace(",", ",\ndata: ", StringComparison.Ordinal)}\n\n",
        },
        Usual with
        {
            Name = "notifications before the answer",
            ContentType = "text/event-stream",
            Events = json => $"data: {{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{{}}}}\n\n{Event(json)}",
        },

        // :: sessions
        Usual with { Name = "session", GivesSession = true },
        Usual with { Name = "session that each request must name", NeedsSession = true },
        Usual with
        {
            Name = "session that ping does not find",
            NeedsSession = true,
            Special = request => request.Rpc == "ping" ? new(404, "session not found", "text/plain") : null,
        },

        // :: revisions
        Usual with { Name = "no serverInfo", HasServerInfo = false },
        Usual with { Name = "revision of the future", Revision = "2099-01-01" },
        Usual with
        {
            Name = "oldest revision only",
            Special = request => request.Rpc == "initialize"
                && !request.Body.Contains("2024-11-05", StringComparison.Ordinal)
                && !request.Body.Contains("2025-06-18", StringComparison.Ordinal)
                ? RawAnswer.Error(request, -32602) : null,
        },
        Usual with { Name = "requests that describe themselves", IsStateless = true },
        Usual with { Name = "discovery of the future", IsStateless = true, Revision = "2099-01-01" },

        // :: credentials
        Usual with { Name = "configured credential", Credential = ("Authorization", "Bearer configured") },
        Usual with { Name = "configured key", Credential = ("X-Api-Key", "configured") },

        // :: latency
        Usual with { Name = "1.8 s an answer", Delay = TimeSpan.FromSeconds(1.8) },

        // :: closing
        Usual with { Name = "closes after each answer and says so", Closing = Closing.Announced },
    }.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Upstream_Kind_IsDiscoveredCallableAndHealthy(string name)
    {
        var kind = Kinds[name];
        await using var server = RawServer.Start(kind.ServeAsync);
        var path = UpstreamWorld.NewPath();
        var detail = await world.RegisterAsync(path, Url(server, kind.Registered), [.. Fields(server, kind)]);

        var called = await world.CallAsync(detail.GetProperty("gateway_url").GetString()!, kind.IsStateless);

        var found = (detail.GetProperty("health_detail").GetString(), detail.GetProperty("health_state").GetString(),
            detail.GetProperty("num_tools").GetInt32());
        Assert.True(
            found == ("healthy", "healthy", 1) && called == (HttpStatusCode.OK, "ran"),
            $"{found} because {Reason(detail)}; called: {called}");
    }

    /// <summary>A connection that is found dead is no server that is down.</summary>
    [Fact]
    public async Task Upstream_ClosesAfterEachAnswerAndDoesNotSaySo_IsDiscoveredAndHealthy()
    {
        await using var server = RawServer.Start((Usual with { Closing = Closing.Unannounced }).ServeAsync);

        var detail = await world.RegisterAsync(UpstreamWorld.NewPath(), Url(server, "mcp"));

        Assert.Equal(("healthy", 1), (detail.GetProperty("health_detail").GetString(), detail.GetProperty("num_tools").GetInt32()));
    }

    /// <summary>What answers nobody without a credential, whoever asks with one of his own.</summary>
    [Fact]
    public async Task Upstream_WantsTheCallersCredential_SaysSoAndIsRouted()
    {
        var kind = Usual with { Credential = ("Authorization", "Bearer the-callers") };
        await using var server = RawServer.Start(kind.ServeAsync);
        var path = UpstreamWorld.NewPath();

        var detail = await world.RegisterAsync(path, Url(server, "mcp"));

        Assert.Equal(("healthy", "needs-credentials", "Answered 401 to initialize: needs credentials."), (
            detail.GetProperty("health_detail").GetString(), detail.GetProperty("health_state").GetString(), Reason(detail)));
        var token = world.Client.DefaultRequestHeaders.GetValues("Authorization").Single();
        var called = await CallWithTwoAsync(path, token);
        Assert.Equal((HttpStatusCode.OK, "ran"), called);
    }

    [Fact]
    public async Task Upstream_RefusesTheConfiguredCredential_SaysSo()
    {
        await using var server = RawServer.Start((Usual with { Credential = ("Authorization", "Bearer new") }).ServeAsync);
        var detail = await world.RegisterAsync(
            UpstreamWorld.NewPath(), Url(server, "mcp"), ("headers", """[{"Authorization":"Bearer old"}]"""));

        Assert.Equal(("healthy-auth-expired", "needs-credentials"), (
            detail.GetProperty("health_detail").GetString(), detail.GetProperty("health_state").GetString()));
    }

    /// <summary>What is wrong with a server, and how the check says it.</summary>
    [Theory]
    [InlineData("web page", "unhealthy: endpoint check failed", "Answered initialize with text/html, which is no MCP message.")]
    [InlineData("errors", "unhealthy: session initialization failed and ping without auth failed", "Answered 500 to initialize.")]
    [InlineData("cut", "unhealthy: connection error", null)]
    [InlineData("nobody", "unhealthy: connection error", "Connection refused by 127.0.0.1:")]
    public async Task Upstream_NotWorking_IsExplained(string what, string status, string? reason)
    {
        await using var server = RawServer.Start((Usual with
        {
            Special = _ => what switch
            {
                "web page" => new(200, "<html>Welcome</html>", "text/html"),
                "errors" => new(500),
                _ => RawAnswer.Cut,
            },
        }).ServeAsync);
        if (what == "nobody")
        {
            await server.DisposeAsync();
        }

        var detail = await world.RegisterAsync(UpstreamWorld.NewPath(), Url(server, "mcp"));

        Assert.Equal((status, "unhealthy"), (
            detail.GetProperty("health_detail").GetString(), detail.GetProperty("health_state").GetString()));
        Assert.StartsWith(reason ?? "127.0.0.1:", Reason(detail), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Reason(detail), StringComparison.Ordinal);
        Assert.EndsWith(".", Reason(detail), StringComparison.Ordinal);
    }

    private static string? Reason(JsonElement detail) => detail.GetProperty("health_reason").GetString();

    private static string Url(RawServer server, string relative) => new Uri(server.Address, relative).AbsoluteUri;

    private static string Event(string json) => $"event: message\ndata: {json}\n\n";

    private static Func<RawRequest, RawAnswer?> To(string method, RawAnswer answer) => request => request.Rpc == method ? answer : null;

    private static IEnumerable<(string Name, string Value)> Fields(RawServer server, UpstreamKind kind)
    {
        if (kind.McpEndpoint is { } endpoint)
        {
            yield return ("mcp_endpoint", Url(server, endpoint));
        }

        if (kind.Credential is { } credential)
        {
            yield return ("headers", $$"""[{"{{credential.Name}}":"{{credential.Value}}"}]""");
        }
    }

    private async Task<(HttpStatusCode Status, string? Text)> CallWithTwoAsync(string path, string token)
    {
        using var client = world.Gateway.Anonymous(("X-Authorization", token), ("Authorization", "Bearer the-callers"));
        using var content = new StringContent(
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"alpha","arguments":{}}}""",
            Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(
            new Uri(path + "/mcp", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, body.Contains("\"ran\"", StringComparison.Ordinal) ? "ran" : body);
    }
}
