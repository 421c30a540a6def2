using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Core.BuiltIn;
using McpGateway.Core.BuiltIn.CurrentTime;
using McpGateway.Proxy.Access;
using McpGateway.Tests.Foundation;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGateway.Tests.BuiltIn;

/// <summary>Sessions of servers in this process: how they begin, whose they are, and when they end.</summary>
public sealed class InProcessSessionTests : IAsyncDisposable
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":"""
            + """{"name":"t","version":"1"}}}""";

    private const string Ping = """{"jsonrpc":"2.0","id":"p","method":"ping"}""";
    private const string Call = """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"t"}}""";

    private readonly TimerTime _time = new();
    private readonly TaskCompletionSource _proceed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly McpInProcessServer _server;

    public InProcessSessionTests() => _server = new(
        "s", Describe, new() { UsesSessions = true, MaxSessions = 2, IdleTimeout = TimeSpan.FromMinutes(10) }, _time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public static TheoryData<string, string?, string, int, int?> Requests => new()
    {
        // method, session (own, other's, unknown, none), body, status, code
        { "POST", null, Initialize, 200, null },
        { "POST", "own", Ping, 200, null },
        { "POST", "own", """{"jsonrpc":"2.0","method":"notifications/initialized"}""", 202, null },
        { "POST", null, Ping, 400, -32600 },
        { "POST", null, """{"jsonrpc":"2.0","method":"notifications/initialized"}""", 400, -32600 },
        { "POST", "unknown", Ping, 404, -32001 },
        { "POST", "other", Ping, 404, -32001 },
        { "POST", "own", "[]", 400, -32600 },
        { "GET", null, "", 404, -32001 },
        { "GET", "unknown", "", 404, -32001 },
        { "GET", "other", "", 404, -32001 },
        { "GET", "own", "", 200, null },
        { "DELETE", null, "", 404, -32001 },
        { "DELETE", "other", "", 404, -32001 },
        { "DELETE", "own", "", 204, null },
        { "PUT", "own", "", 405, -32000 },
        { "OPTIONS", null, "", 405, -32000 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Send_MethodAndSession_AsListed(string method, string? session, string body, int status, int? code)
    {
        var (own, other) = (await OpenAsync("ada"), await OpenAsync("eve"));

        using var answer = await SendAsync(
            method, body, session switch { "own" => own, "other" => other, null => null, _ => "0123456789abcdef0123456789abcdef" }, "ada");

        Assert.Equal(status, (int)answer.StatusCode);
        if (code is not null)
        {
            var error = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
            Assert.Equal(code, error.GetProperty("error").GetProperty("code").GetInt32());
        }
    }

    [Theory]
    [InlineData(9.9, true)]
    [InlineData(10, false)]
    public async Task Session_Unused_EndsAfterItsTime(double minutes, bool lives)
    {
        var session = await OpenAsync("ada");
        _time.Advance(TimeSpan.FromMinutes(minutes));

        using var answer = await SendAsync("POST", Ping, session, "ada");

        Assert.Equal(lives ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Session_UsedNowAndThen_Lives()
    {
        var session = await OpenAsync("ada");
        for (var times = 0; times < 3; times++)
        {
            _time.Advance(TimeSpan.FromMinutes(9));
            using var answer = await SendAsync("POST", Ping, session, "ada");
            await answer.Content.ReadAsStringAsync(Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Session_WithACallUnderWay_IsNeverIdle()
    {
        var session = await OpenAsync("ada");
        using var answer = await SendAsync("POST", Call, session, "ada");
        _time.Advance(TimeSpan.FromHours(5));

        Assert.Equal(1, _server.OpenSessions);
        _proceed.SetResult();
        Assert.Contains("\"id\":2", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_EverySessionIsBusy_503()
    {
        using var first = await SendAsync("POST", Call, await OpenAsync("ada"), "ada");
        using var second = await SendAsync("POST", Call, await OpenAsync("ada"), "ada");

        using var refused = await SendAsync("POST", Initialize, null, "eve");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(1, JsonElement.Parse(await refused.Content.ReadAsStringAsync(Cancel)).GetProperty("id").GetInt32());
        Assert.Equal(2, _server.OpenSessions);
        _proceed.SetResult();
    }

    [Fact]
    public async Task Delete_Session_EndsItsStreamsAndCalls()
    {
        var session = await OpenAsync("ada");
        using var listening = await SendAsync("GET", "", session, "ada");
        await using var stream = await listening.Content.ReadAsStreamAsync(Cancel);

        using var deleted = await SendAsync("DELETE", "", session, "ada");

        Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancel));
        using var after = await SendAsync("POST", Ping, session, "ada");
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound, 0), (deleted.StatusCode, after.StatusCode, _server.OpenSessions));
    }

    [Fact]
    public async Task Get_Twice_TheSecondBreaksAndTheSessionGoesOn()
    {
        var session = await OpenAsync("ada");
        using var first = await SendAsync("GET", "", session, "ada");
        using var second = await SendAsync("GET", "", session, "ada");

        await Assert.ThrowsAnyAsync<Exception>(() => second.Content.ReadAsStringAsync(Cancel));

        using var ping = await SendAsync("POST", Ping, session, "ada");
        Assert.Equal(HttpStatusCode.OK, ping.StatusCode);
    }

    [Fact]
    public async Task Dispose_Server_EndsEverySession()
    {
        await OpenAsync("ada");
        await OpenAsync("eve");

        await _server.DisposeAsync();

        Assert.Equal(0, _server.OpenSessions);
        Assert.Equal(0, _time.Waiting);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{},"_meta":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"a":1,"a":2}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":1,"a":2}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"\ud800":1}}""")]
    public async Task Post_NameThatIsThereTwiceOrIsNone_IsRefusedNotThrown(string body)
    {
        using var answer = await SendAsync("POST", body, null, "ada");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private McpServerOptions Describe() => new()
    {
        ServerInfo = new() { Name = "s", Version = "1" },
        Capabilities = new() { Tools = new() },
        Handlers = new()
        {
            CallToolHandler = async (request, cancellationToken) =>
            {
                await request.Server.NotifyProgressAsync(new ProgressToken("p"), new() { Progress = 1 },
                    cancellationToken: cancellationToken);
                await _proceed.Task.WaitAsync(cancellationToken);
                return new() { Content = [] };
            },
        },
    };

    private async Task<string> OpenAsync(string user)
    {
        using var answer = await SendAsync("POST", Initialize, null, user);
        await answer.Content.ReadAsStringAsync(Cancel);
        return answer.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string body, string? session, string user)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://s/");
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        var caller = new ProxyCaller { Subject = user, UserName = user, ClientId = "", Scopes = "", AuthMethod = "test", Principal = user };
        return await _server.SendAsync(request, caller, Cancel);
    }
}

/// <summary>The clock's tool, prompt and resource, and what it says to those who ask wrongly.</summary>
public sealed class CurrentTimeServerTests
{
    public static TheoryData<string, string, string> Requests => new()
    {
        { "tools/call", """{"name":"current_time_by_timezone","arguments":{"tz_name":"UTC"}}""", "2030-01-01 12:00:00 UTC+0000" },
        { "tools/call", """{"name":"current_time_by_timezone","arguments":{"tz_name":"Nowhere/Land"}}""",
            "Error: 'Nowhere/Land' is not a known time zone" },
        { "tools/call", """{"name":"current_time_by_timezone","arguments":{"tz_name":7}}""", "Error: 'tz_name' must be a text" },
        { "tools/call", """{"name":"current_time_by_timezone","arguments":{"tz_name":["UTC"]}}""", "Error: 'tz_name' must be a text" },
        { "tools/call", """{"name":"current_time"}""", "Unknown tool 'current_time'" },
        { "prompts/get", """{"name":"system_prompt_for_agent","arguments":{"location":"Oslo"}}""", "current time in Oslo" },
        { "prompts/get", """{"name":"system_prompt_for_agent","arguments":{"location":" "}}""", "The argument 'location' is required" },
        { "prompts/get", """{"name":"system_prompt_for_agent"}""", "The argument 'location' is required" },
        { "prompts/get", """{"name":"other"}""", "Unknown prompt 'other'" },
        { "resources/read", """{"uri":"config://app"}""", "default_timezone=America/New_York" },
        { "resources/read", """{"uri":"file:///etc/passwd"}""", "Unknown resource 'file:///etc/passwd'" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Post_Request_AsListed(string method, string parameters, string expected)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = new McpInProcessServer("s", new CurrentTimeServer(new TimerTime()).Describe, new(), TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://s/")
        {
            Content = new StringContent($$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{{{parameters}}}}"""),
        };

        using var answer = await server.SendAsync(request, null, cancel);

        var text = await answer.Content.ReadAsStringAsync(cancel);
        Assert.Contains(expected, text.Replace("\\u0027", "'", StringComparison.Ordinal).Replace("\\u002B", "+", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }
}
