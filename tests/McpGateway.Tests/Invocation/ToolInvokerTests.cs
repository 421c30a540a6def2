using System.Net;
using McpGateway.Core.Invocation;
using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Invocation;

/// <summary>How a call finds the revision that its server speaks, and what it says of answers that are none.</summary>
public sealed class ToolInvokerTests
{
    private const string Content = """{"content":[{"type":"text","text":"sunny"}]}""";

    [Theory]
    [InlineData("weather")]
    [InlineData("/weather")]
    [InlineData("/weather/")]
    [InlineData(" //weather// ")]
    public async Task Invoke_PathAsPeopleWriteIt_FindsTheServer(string path)
    {
        using var world = await InvokerWorld.StartAsync(request => ScriptedGateway.Json(ScriptedGateway.Result(request, Content)),
            "2026-07-28");

        var outcome = await world.CallAsync(Calls.Of("forecast", path: path));

        Assert.Equal(Content, outcome.Result?.GetRawText());
        Assert.All(world.Gateway.Seen, seen => Assert.Equal("/weather/mcp", seen.Target));
    }

    [Fact]
    public async Task Invoke_NoServerThere_SendsNothing()
    {
        using var world = await InvokerWorld.StartAsync(_ => throw new InvalidOperationException("Nothing is to be sent."));

        var outcome = await world.CallAsync(Calls.Of("forecast", path: "/nowhere"));

        Assert.Equal((404, "No server is registered at path '/nowhere'."), (outcome.Status, outcome.Problem));
        Assert.Empty(world.Gateway.Seen);
    }

    [Fact]
    public async Task Invoke_StatelessServer_IsOneRequestAsTheCaller()
    {
        using var world = await InvokerWorld.StartAsync(request => ScriptedGateway.Json(ScriptedGateway.Result(request, Content)),
            "2026-07-28");

        await world.CallAsync(Calls.Of("forecast") with { Headers = [new("X-Custom", "v")] });

        var seen = Assert.Single(world.Gateway.Seen);
        Assert.Equal(("tools/call", "2026-07-28", "forecast", "v"),
            (seen.Rpc, seen.Header("MCP-Protocol-Version"), seen.Header("Mcp-Name"), seen.Header("X-Custom")));
        Assert.Equal("application/json, text/event-stream", seen.Header("Accept"));
        Assert.Same(Calls.Kim, seen.Request.Caller);
        Assert.Equal("gateway.test", seen.Request.Origin.Host);
    }

    [Fact]
    public async Task Invoke_SchemaMarksAnArgument_RepeatsItInAHeader()
    {
        using var world = await InvokerWorld.StartAsync(
            request => ScriptedGateway.Json(ScriptedGateway.Result(request, Content)), "2026-07-28",
                """{"properties":{"region":{"x-mcp-header":"Region"}}}""");

        await world.CallAsync(Calls.Of("forecast", """{"region":"eu"}"""));

        Assert.Equal("eu", world.Gateway.Seen[0].Header("Mcp-Param-Region"));
    }

    [Fact]
    public async Task Invoke_SessionServer_OpensUsesAndEndsTheSession()
    {
        using var world = await InvokerWorld.StartAsync(Session, "2025-06-18");

        var outcome = await world.CallAsync(Calls.Of("forecast"));

        Assert.Equal(Content, outcome.Result?.GetRawText());
        Assert.Equal(["POST initialize", "POST notifications/initialized", "POST tools/call", "DELETE"], world.Gateway.Steps);
        Assert.All(world.Gateway.Seen.Skip(1), seen =>
            Assert.Equal(("s-1", "2025-06-18"), (seen.Header("Mcp-Session-Id"), seen.Header("MCP-Protocol-Version"))));
    }

    [Fact]
    public async Task Invoke_ServerWithoutSessionIds_IsNotAskedToEndOne()
    {
        using var world = await InvokerWorld.StartAsync(
            request => request.Rpc switch
            {
                "initialize" => ScriptedGateway.Json(ScriptedGateway.Result(request, "{}")),
                "tools/call" => ScriptedGateway.Json(ScriptedGateway.Result(request, Content)),
                _ => ScriptedGateway.Accepted(),
            },
            "2025-06-18");

        Assert.NotNull((await world.CallAsync(Calls.Of("forecast"))).Result);

        Assert.Equal("POST tools/call", world.Gateway.Steps.Last());
        Assert.Equal("2025-11-25", world.Gateway.Seen[^1].Header("MCP-Protocol-Version"));
    }

    [Theory]
    [InlineData("""{"supportedVersions":["2026-07-28"]}""", true)]
    [InlineData("""{"supportedVersions":["2025-11-25","2026-07-28"]}""", true)]
    [InlineData("""{}""", true)]
    [InlineData("""{"supportedVersions":"2026-07-28"}""", true)]
    [InlineData("""{"supportedVersions":["2025-11-25",7,null]}""", false)]
    [InlineData("""{"supportedVersions":[]}""", false)]
    public async Task Invoke_UnknownServer_IsAskedWhatItSpeaks(string discovered, bool isStateless)
    {
        using var world = await InvokerWorld.StartAsync(
            request => request.Rpc == "server/discover" ? ScriptedGateway.Json(ScriptedGateway.Result(request, discovered))
                : Session(request));

        Assert.NotNull((await world.CallAsync(Calls.Of("forecast"))).Result);

        Assert.Equal(isStateless ? "POST tools/call" : "POST initialize", world.Gateway.Steps.ElementAt(1));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.MethodNotAllowed)]
    public async Task Invoke_UnknownServerThatRefusesDiscovery_IsCalledInASession(HttpStatusCode status)
    {
        using var world = await InvokerWorld.StartAsync(request => request.Rpc == "server/discover" ? ScriptedGateway.Json("{}", status)
            : Session(request));

        Assert.NotNull((await world.CallAsync(Calls.Of("forecast"))).Result);

        Assert.Equal("POST initialize", world.Gateway.Steps.ElementAt(1));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task Invoke_DiscoverySettlesTheCall_SendsNothingMore(HttpStatusCode status)
    {
        using var world = await InvokerWorld.StartAsync(request => ScriptedGateway.Json(ScriptedGateway.Error(request, -1, "no"), status));

        var outcome = await world.CallAsync(Calls.Of("forecast"));

        Assert.Equal(((int)status, "no", -1), (outcome.Status, outcome.Problem, outcome.ErrorCode));
        Assert.Equal(["POST server/discover"], world.Gateway.Steps);
    }

    [Fact]
    public async Task Invoke_RevisionOutOfDate_TriesTheOtherOnce()
    {
        using var world = await InvokerWorld.StartAsync(
            request => request.Header("MCP-Protocol-Version") == "2026-07-28"
                ? ScriptedGateway.Json(ScriptedGateway.Error(request, -32022, "unsupported version"), HttpStatusCode.BadRequest)
                : Session(request),
            "2026-07-28");

        Assert.NotNull((await world.CallAsync(Calls.Of("forecast"))).Result);

        Assert.Equal(["POST tools/call", "POST initialize"], world.Gateway.Steps.Take(2));
    }

    [Fact]
    public async Task Invoke_NeitherRevisionUnderstood_GivesTheFirstAnswer()
    {
        using var world = await InvokerWorld.StartAsync(
            request => ScriptedGateway.Json(ScriptedGateway.Error(request, -32022, request.Rpc), HttpStatusCode.BadRequest), "2026-07-28");

        var outcome = await world.CallAsync(Calls.Of("forecast"));

        Assert.Equal("tools/call", outcome.Problem);
        Assert.Equal(["POST tools/call", "POST initialize"], world.Gateway.Steps);
    }

    [Theory]
    [InlineData(RouteState.Disabled, "forecast")]
    [InlineData(RouteState.Unhealthy, "forecast")]
    [InlineData(RouteState.Ready, "forbidden")]
    public async Task Invoke_WhatWillBeRefused_NeedsNoHandshake(RouteState state, string tool)
    {
        using var world = await InvokerWorld.StartAsync(
            request => ScriptedGateway.Json(
                ScriptedGateway.Error(request, -32000, "refused"), HttpStatusCode.Forbidden, ("X-Gateway-Error", "access_denied")),
            state: state);

        var outcome = await world.CallAsync(Calls.Of(tool));

        Assert.True(outcome.IsDenied);
        Assert.Equal(["POST tools/call"], world.Gateway.Steps);
    }

    [Theory]
    [InlineData("<html>", HttpStatusCode.OK, 502, "The server's answer is not JSON-RPC.")]
    [InlineData("", HttpStatusCode.OK, 502, "The server's answer is not JSON-RPC.")]
    [InlineData("[]", HttpStatusCode.OK, 502, "The server's answer is not JSON-RPC.")]
    [InlineData("""{"result":"\ud800"}""", HttpStatusCode.OK, 502, "The server's answer is not JSON-RPC.")]
    [InlineData("""{"result":{"a":"\ud800"}}""", HttpStatusCode.OK, 502, "The server's answer is not JSON-RPC.")]
    [InlineData("""{"error":{"code":"x","message":"words"}}""", HttpStatusCode.InternalServerError, 500, "words")]
    [InlineData("<html>", HttpStatusCode.InternalServerError, 500, "The answer is not JSON-RPC.")]
    public async Task Invoke_AnswerThatIsNone_FailsInWords(string body, HttpStatusCode status, int expected, string problem)
    {
        using var world = await InvokerWorld.StartAsync(_ => ScriptedGateway.Json(body, status), "2026-07-28");

        var outcome = await world.CallAsync(Calls.Of("forecast"));

        Assert.Equal((expected, problem, null), (outcome.Status, outcome.Problem, outcome.Result?.GetRawText()));
    }

    [Theory]
    [InlineData("""{"resultType":"input_required"}""", 501)]
    [InlineData("""{"resultType":"complete"}""", 200)]
    [InlineData("""{"resultType":5}""", 200)]
    [InlineData("""{"resultType":null}""", 200)]
    public async Task Invoke_ResultType_TellsWhetherTheToolIsDone(string result, int status)
    {
        using var world = await InvokerWorld.StartAsync(request => ScriptedGateway.Json(ScriptedGateway.Result(request, result)),
            "2026-07-28");

        var outcome = await world.CallAsync(Calls.Of("forecast"));

        Assert.Equal((status, status == 200), (outcome.Status, outcome.Result is not null));
    }

    [Fact]
    public async Task Invoke_ErrorData_ReachesTheCaller()
    {
        using var world = await InvokerWorld.StartAsync(
            request => ScriptedGateway.Json(
                $$$$"""{"id":{{{{request.Id}}}},"error":{"code":-32042,"message":"connect","data":{"url":"u"}}}"""), "2026-07-28");

        var outcome = await world.CallAsync(Calls.Of("forecast"));

        Assert.Equal((-32042, """{"url":"u"}"""), (outcome.ErrorCode, outcome.ErrorData?.GetRawText()));
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(FormatException))]
    public async Task Invoke_AnswerBreaksOff_Is502(Type failure)
    {
        using var world = await InvokerWorld.StartAsync(_ => throw (Exception)Activator.CreateInstance(failure)!, "2026-07-28");

        Assert.Equal((502, "The server's answer broke off."), Short(await world.CallAsync(Calls.Of("forecast"))));
    }

    [Fact]
    public async Task Invoke_SessionCallBreaksOff_TellsTheServerAndEndsTheSession()
    {
        using var world = await InvokerWorld.StartAsync(
            request => request.Rpc == "tools/call" ? throw new IOException() : Session(request), "2025-06-18");

        Assert.Equal(502, (await world.CallAsync(Calls.Of("forecast"))).Status);

        Assert.Equal(["POST notifications/cancelled", "DELETE"], world.Gateway.Steps.TakeLast(2));
    }

    [Fact]
    public async Task Invoke_EndOfSessionFails_TheResultCounts()
    {
        using var world = await InvokerWorld.StartAsync(request => request.Http == "DELETE" ? throw new IOException() : Session(request),
            "2025-06-18");

        Assert.Equal(Content, (await world.CallAsync(Calls.Of("forecast"))).Result?.GetRawText());
    }

    [Fact]
    public async Task Invoke_Streamed_PassesProgressOnBeforeTheResult()
    {
        var progress = new List<string>();
        using var world = await InvokerWorld.StartAsync(
            request => ScriptedGateway.Events(
                """{"method":"notifications/progress","params":{"progressToken":"progress","progress":1}}""",
                    ScriptedGateway.Result(request, Content)),
            "2026-07-28");

        var outcome = await world.CallAsync(Calls.Of("count") with
        {
            Progress = (parameters, _) =>
            {
                progress.Add(parameters.GetProperty("progress").GetRawText());
                return ValueTask.CompletedTask;
            },
        });

        Assert.Equal(Content, outcome.Result?.GetRawText());
        Assert.Equal(["1"], progress);
    }

    [Fact]
    public async Task Invoke_SseServer_ReadsEveryAnswerFromTheOneStream()
    {
        const string stream =
            "event: endpoint\ndata: /weather/messages?s=1\n\ndata: {\"id\":1,\"result\":{}}\n\ndata: {\"id\":2,\"result\":{\"n\":1}}\n\n";
        using var world = await InvokerWorld.StartAsync(
            request => request.Http == "GET" ? ScriptedGateway.Stream(stream) : ScriptedGateway.Accepted(), transports: ["sse"]);

        var outcome = await world.CallAsync(Calls.Of("forecast"));

        Assert.Equal("""{"n":1}""", outcome.Result?.GetRawText());
        Assert.Equal(["GET", "POST initialize", "POST notifications/initialized", "POST tools/call"], world.Gateway.Steps);
        Assert.Equal("/weather/sse", world.Gateway.Seen[0].Target);
        Assert.All(world.Gateway.Seen.Skip(1), seen => Assert.Equal("/weather/messages?s=1", seen.Target));
    }

    [Theory]
    [InlineData("", "The server's stream does not say where to send requests.")]
    [InlineData("event: endpoint\ndata:\n\n", "The server's stream does not say where to send requests.")]
    [InlineData("event: endpoint\ndata: /weather/messages\n\n", "The server's stream ended before its answer came.")]
    [InlineData("event: endpoint\ndata: /m\n\ndata: {\"id\":1,\"error\":{\"message\":\"not today\"}}\n\n", "not today")]
    public async Task Invoke_SseServerThatBreaksTheProtocol_FailsInWords(string stream, string problem)
    {
        using var world = await InvokerWorld.StartAsync(
            request => request.Http == "GET" ? ScriptedGateway.Stream(stream) : ScriptedGateway.Accepted(), transports: ["sse"]);

        Assert.Equal(problem, (await world.CallAsync(Calls.Of("forecast"))).Problem);
    }

    [Fact]
    public async Task Invoke_SseRequestRefused_GivesTheRefusal()
    {
        using var world = await InvokerWorld.StartAsync(
            request => request.Http == "GET"
                ? ScriptedGateway.Stream("event: endpoint\ndata: /weather/messages\n\n")
                : ScriptedGateway.Json(ScriptedGateway.Error(request, -32000, "too much"), HttpStatusCode.TooManyRequests),
            transports: ["sse"]);

        Assert.Equal((429, "too much"), Short(await world.CallAsync(Calls.Of("forecast"))));
    }

    [Fact]
    public async Task Invoke_SseStreamRefused_GivesTheRefusal()
    {
        using var world = await InvokerWorld.StartAsync(
            _ => ScriptedGateway.Json("""{"error":{"code":-1,"message":"off"}}""", HttpStatusCode.ServiceUnavailable), transports: ["sse"]);

        Assert.Equal((503, "off"), Short(await world.CallAsync(Calls.Of("forecast"))));
        Assert.Equal(["GET"], world.Gateway.Steps);
    }

    [Fact]
    public async Task Invoke_ServerWithBothTransports_IsCalledOverStreamableHttp()
    {
        using var world = await InvokerWorld.StartAsync(
            request => ScriptedGateway.Json(ScriptedGateway.Result(request, Content)), "2026-07-28",
                transports: ["sse", "streamable-http"]);

        await world.CallAsync(Calls.Of("forecast"));

        Assert.Equal("/weather/mcp", world.Gateway.Seen[0].Target);
    }

    [Fact]
    public async Task Invoke_Cancelled_IsCancelled()
    {
        using var world = await InvokerWorld.StartAsync(Session, "2025-06-18");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            world.Invoker.InvokeAsync(Calls.Of("forecast"), new CancellationToken(canceled: true)));
    }

    private static (int Status, string? Problem) Short(ToolCallOutcome outcome) => (outcome.Status, outcome.Problem);

    /// <summary>A server of revision 2025-06-18 with sessions.</summary>
    private static HttpResponseMessage Session(SeenRequest request) => request.Rpc switch
    {
        "initialize" => ScriptedGateway.Json(
            ScriptedGateway.Result(request, """{"protocolVersion":"2025-06-18"}"""), HttpStatusCode.OK, ("Mcp-Session-Id", "s-1")),
        "tools/call" => ScriptedGateway.Json(ScriptedGateway.Result(request, Content)),
        _ => ScriptedGateway.Accepted(),
    };
}
