using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.BuiltIn.CurrentTime;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Outbound;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGateway.Tests.BuiltIn;

public sealed class McpInProcessServerTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":"""
            + """{"name":"t","version":"1"}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, false, "2026-07-28")]
    [InlineData(null, true, "2026-07-28")]
    [InlineData("2025-11-25", false, "2025-11-25")]
    [InlineData("2025-11-25", true, "2025-11-25")]
    [InlineData("2024-11-05", true, "2024-11-05")]
    public async Task Client_EveryEra_CallsTheClock(string? revision, bool usesSessions, string negotiated)
    {
        await using var server = Server(new CurrentTimeServer(TimeProvider.System).Describe, new() { UsesSessions = usesSessions });
        await using (var client = await ConnectAsync(server, revision))
        {
            Assert.Equal(negotiated, client.NegotiatedProtocolVersion);
            Assert.Equal(usesSessions && revision is not null ? 1 : 0, server.OpenSessions);
            Assert.Equal("current_time_by_timezone", Assert.Single(await client.ListToolsAsync(cancellationToken: Cancel)).Name);
            var result = await client.CallToolAsync(
                "current_time_by_timezone", new Dictionary<string, object?> { ["tz_name"] = "UTC" }, cancellationToken: Cancel);
            Assert.EndsWith("UTC+0000", Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text, StringComparison.Ordinal);
            var prompt = await client.GetPromptAsync(
                "system_prompt_for_agent", new Dictionary<string, object?> { ["location"] = "Oslo" }, cancellationToken: Cancel);
            Assert.Contains("Oslo", Assert.IsType<TextContentBlock>(prompt.Messages[0].Content).Text, StringComparison.Ordinal);
            Assert.Single((await client.ReadResourceAsync("config://app", cancellationToken: Cancel)).Contents);
        }

        Assert.Equal(0, server.OpenSessions);
    }

    [Fact]
    public async Task Post_ToolThatReports_StreamsEachEventAtOnce()
    {
        var proceed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = Server(() => Tools(async (request, cancellationToken) =>
        {
            await request.Server.NotifyProgressAsync(new ProgressToken("p"), new() { Progress = 1 }, cancellationToken: cancellationToken);
            await proceed.Task;
            return new() { Content = [] };
        }));
        using var answer = await PostAsync(server, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}""");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));

        Assert.Contains("notifications/progress", await DataAsync(reader), StringComparison.Ordinal);
        proceed.SetResult();
        Assert.Contains("\"id\":1", await DataAsync(reader), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ClientLeaves_CancelsTheTool()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = Server(() => Tools(async (_, cancellationToken) =>
        {
            cancellationToken.Register(cancelled.SetResult);
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new() { Content = [] };
        }));
        var answer = await PostAsync(server, """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}""");
        await started.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);

        answer.Dispose();

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handler_Caller_IsWhoSentThisRequest(bool usesSessions)
    {
        await using var server = Server(
            () => Tools((request, _) => ValueTask.FromResult(
                new CallToolResult { Content = [new TextContentBlock { Text = InProcessCaller.Of(request)?.UserName ?? "nobody" }] })),
            new() { UsesSessions = usesSessions });
        var session = usesSessions ? await OpenAsync(server, CallerOf("ada")) : null;
        using var answer = await PostAsync(
            server, """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"t"}}""", CallerOf("ada"), session);
        Assert.Contains("\"ada\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_OfAnotherCaller_IsNotFound()
    {
        await using var server = Server(new CurrentTimeServer(TimeProvider.System).Describe, new() { UsesSessions = true });
        var session = await OpenAsync(server, CallerOf("ada"));
        const string Ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";
        using var own = await PostAsync(server, Ping, CallerOf("ada"), session);
        using var other = await PostAsync(server, Ping, CallerOf("eve"), session);
        using var none = await PostAsync(server, Ping, null, session);
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (own.StatusCode, other.StatusCode, none.StatusCode));
    }

    [Fact]
    public async Task Sessions_TooMany_TheIdlestMakesRoom()
    {
        await using var server = Server(
            new CurrentTimeServer(TimeProvider.System).Describe, new() { UsesSessions = true, MaxSessions = 2 });
        var first = await OpenAsync(server, CallerOf("ada"));
        var second = await OpenAsync(server, CallerOf("ada"));
        await OpenAsync(server, CallerOf("ada"));
        using var gone = await PostAsync(server, """{"jsonrpc":"2.0","id":2,"method":"ping"}""", CallerOf("ada"), first);
        using var kept = await PostAsync(server, """{"jsonrpc":"2.0","id":2,"method":"ping"}""", CallerOf("ada"), second);
        Assert.Equal((2, HttpStatusCode.NotFound, HttpStatusCode.OK), (server.OpenSessions, gone.StatusCode, kept.StatusCode));
    }

    [Fact]
    public async Task Sessions_IdleTooLong_AreEnded()
    {
        await using var server = Server(
            new CurrentTimeServer(TimeProvider.System).Describe, new() { UsesSessions = true, IdleTimeout = TimeSpan.Zero });
        var first = await OpenAsync(server, CallerOf("ada"));
        using var gone = await PostAsync(server, """{"jsonrpc":"2.0","id":2,"method":"ping"}""", CallerOf("ada"), first);
        await OpenAsync(server, CallerOf("ada"));
        Assert.Equal((HttpStatusCode.NotFound, 1), (gone.StatusCode, server.OpenSessions));
    }

    [Theory]
    [InlineData("", null, 400, -32600)]
    [InlineData("{", null, 400, -32600)]
    [InlineData("[]", null, 400, -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"ping"}""", "1999-01-01", 400, -32022)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{}}""", "2026-07-28", 400, -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":"""
        + """{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""", "2026-07-28", 400, -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":"""
        + """{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""", "2025-11-25", 400, -32020)]
    public async Task Post_BadRequest_IsRefusedWithJsonRpcError(string body, string? revision, int status, int code)
    {
        await using var server = Server(new CurrentTimeServer(TimeProvider.System).Describe);
        using var answer = await PostAsync(server, body, revision: revision);
        using var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((status, code), ((int)answer.StatusCode, error.RootElement.GetProperty("error").GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Post_TooLarge_Is413()
    {
        await using var server = Server(new CurrentTimeServer(TimeProvider.System).Describe, new() { MaxRequestBytes = 100 });
        using var answer = await PostAsync(server, new string(' ', 5000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Get_WithoutSessions_IsNotAllowed()
    {
        await using var server = Server(new CurrentTimeServer(TimeProvider.System).Describe);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://s/");
        using var answer = await server.SendAsync(request, null, Cancel);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (answer.StatusCode, string.Join(',', answer.Content.Headers.Allow)));
    }

    private static McpInProcessServer Server(Func<McpServerOptions> describe, InProcessServerOptions? options = null) =>
        new("s", describe, options ?? new(), TimeProvider.System);

    private static McpServerOptions Tools(Func<RequestContext<CallToolRequestParams>, CancellationToken, ValueTask<CallToolResult>> call) =>
        new()
        {
            ServerInfo = new() { Name = "s", Version = "1" },
            Capabilities = new() { Tools = new() },
            Handlers = new() { CallToolHandler = (request, cancellationToken) => call(request, cancellationToken) },
        };

    private static ProxyCaller CallerOf(string name) => new()
    {
        Subject = name,
        UserName = name,
        ClientId = "",
        Scopes = "",
        AuthMethod = "test",
        Principal = new Caller
        {
            UserName = name,
            Subject = name,
            Groups = [],
            Scopes = [],
            AuthMethod = "test",
            Provider = "test",
            Permissions = CallerPermissions.None,
        },
    };

    private static async Task<string> OpenAsync(McpInProcessServer server, ProxyCaller caller)
    {
        using var answer = await PostAsync(server, Initialize, caller);
        await answer.Content.ReadAsStringAsync(Cancel);
        return answer.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static async Task<HttpResponseMessage> PostAsync(
        McpInProcessServer server, string body, ProxyCaller? caller = null, string? session = null, string? revision = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "http://s/")
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        if (revision is not null)
        {
            request.Headers.Add("MCP-Protocol-Version", revision);
        }

        return await server.SendAsync(request, caller, Cancel);
    }

    private static async Task<string> DataAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancel) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException();
    }

    private static Task<McpClient> ConnectAsync(McpInProcessServer server, string? revision)
    {
        var transport = new HttpClientTransport(
            new() { Endpoint = new Uri("http://s/"), TransportMode = HttpTransportMode.StreamableHttp, EnableStandaloneGetStream = false },
            new HttpClient(new InProcessHandler(server)),
            ownsHttpClient: true);
        return McpClient.CreateAsync(transport, new() { ProtocolVersion = revision }, cancellationToken: Cancel);
    }
}
