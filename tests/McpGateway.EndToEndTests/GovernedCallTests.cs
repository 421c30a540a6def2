using System.Net;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>What the product is for: a governed call from an empty machine.</summary>
public sealed class GovernedCallTests(SharedGateway shared) : IClassFixture<SharedGateway>
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
    private const string Call = """{"jsonrpc":"2.0","id":"c1","method":"tools/call","params":"""
        + """{"name":"current_time_by_timezone","arguments":{"tz_name":"UTC"}}}""";

    private readonly GatewayProcess _gateway = shared.Gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_WithToken_IsAnswered()
    {
        var token = await _gateway.VendAsync(Cancellation);

        var initialized = await _gateway.CallAsync(
            "/currenttime/mcp",
            token,
            """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":"""
                + """{"name":"test","version":"1"}}}""",
            Cancellation);
        var listed = await _gateway.CallAsync("/currenttime/mcp", token, List, Cancellation);
        var called = await _gateway.CallAsync("/currenttime/mcp", token, Call, Cancellation);

        Assert.Equal("2025-11-25", initialized.Body!.Value.GetProperty("result").GetProperty("protocolVersion").GetString());
        Assert.Equal(["current_time_by_timezone"], ToolsOf(listed.Body));
        Assert.Equal("c1", called.Body!.Value.GetProperty("id").GetString());
        Assert.Contains(
            "UTC+0000", called.Body.Value.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithoutToken_IsChallenged()
    {
        var (status, headers, _) = await _gateway.CallAsync("/currenttime/mcp", token: null, Call, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.StartsWith("Bearer ", headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ScopeAllowsAnotherToolOnly_IsDeniedAndTheToolIsNotListed()
    {
        await ImportScopeAsync("other-tool",
            """{"server":"currenttime","methods":["initialize","tools/list","tools/call"],"tools":["another_tool"]}""");
        var token = await _gateway.VendAsync(Cancellation, "other-tool");

        var listed = await _gateway.CallAsync("/currenttime/mcp", token, List, Cancellation);
        var called = await _gateway.CallAsync("/currenttime/mcp", token, Call, Cancellation);

        Assert.Equal(HttpStatusCode.OK, listed.Status);
        Assert.Empty(ToolsOf(listed.Body));
        Assert.Equal(HttpStatusCode.Forbidden, called.Status);
        Assert.Equal("c1", called.Body!.Value.GetProperty("id").GetString());
        Assert.Contains("insufficient_scope", called.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scope_TakenAway_EndsTheRightOnTheNextCall()
    {
        await ImportScopeAsync("shrinking", """{"server":"currenttime","methods":["tools/list"],"tools":["current_time_by_timezone"]}""");
        var token = await _gateway.VendAsync(Cancellation, "shrinking");
        var before = await _gateway.CallAsync("/currenttime/mcp", token, Call, Cancellation);

        await ImportScopeAsync("shrinking", """{"server":"currenttime","methods":["tools/list"],"tools":[]}""");
        var after = await _gateway.CallAsync("/currenttime/mcp", token, Call, Cancellation);

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal(HttpStatusCode.Forbidden, after.Status);
    }

    [Fact]
    public async Task ThirdPartyServer_RegisteredDiscoveredAndGoverned_IsCalled()
    {
        await using var server = await NodeServer.StartAsync("everything-server.mjs", Cancellation);
        await _gateway.RegisterAsync("/everything", server.Address, Cancellation, "Everything");
        var all = await _gateway.VendAsync(Cancellation);
        var tools = ToolsOf((await _gateway.CallAsync("/everything/mcp", all, List, Cancellation)).Body);
        var details = await GetAsync("/api/server_details/everything");

        await ImportScopeAsync("echo-only",
            """{"server":"everything","methods":["initialize","notifications/initialized","tools/list","tools/call"],"tools":["echo"]}""");
        var token = await _gateway.VendAsync(Cancellation, "echo-only");
        var events = await SdkClient.EventsAsync(
            "client-v1.mjs", new Uri(_gateway.Address, "/everything/mcp"), token, "echo", """{"message":"hello"}""", Cancellation);
        var denied = await _gateway.CallAsync(
            "/everything/mcp", token, """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get-sum","arguments":{"a":1"""
                + ""","b":2}}}""", Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, denied.Status);
        Assert.Equal(["echo"], events[0].GetProperty("names").EnumerateArray().Select(name => name.GetString()!));
        Assert.Contains(
            "hello", events[^1].GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.True(details.GetProperty("num_tools").GetInt32() > 5, details.ToString());
        Assert.True(tools.Length == 0 || tools.Contains("echo"));
    }

    [Fact]
    public async Task Start_NewerDatabase_RefusesWithAReason()
    {
        var data = Directory.CreateTempSubdirectory("mcp-gateway-bad-");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(data.FullName, "mcpgateway.db"), "this is no database, and it is long enough to look like one", Cancellation);
            var (exitCode, output) = await ChildProcess.RunAsync(
                "dotnet",
                [Repository.Host, "--urls", "http://127.0.0.1:0"],
                Cancellation,
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["DATA_DIR"] = data.FullName,
                    ["ADMIN_PASSWORD"] = GatewayProcess.Password,
                });

            Assert.Equal(1, exitCode);
            Assert.Contains("The gateway cannot start.", output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public void Output_OfAWholeRun_HoldsNoSecret()
    {
        Assert.DoesNotContain(GatewayProcess.Password, _gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", _gateway.Output, StringComparison.Ordinal);
    }

    private static string[] ToolsOf(JsonElement? body) =>
        body is { } answer && answer.TryGetProperty("result", out var result)
            ? [.. result.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!)]
            : [];

    private async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _gateway.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task ImportScopeAsync(string name, string rule)
    {
        using var content = new StringContent(
            $$"""{"scope_name":"{{name}}","server_access":[{{rule}}],"group_mappings":["registry-admins"],"create_in_idp":false}""",
            System.Text.Encoding.UTF8,
            "application/json");
        using var response = await _gateway.Client.PostAsync(
            new Uri("/api/servers/groups/import", UriKind.Relative), content, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
