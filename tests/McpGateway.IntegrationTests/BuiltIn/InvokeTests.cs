using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Recording;

namespace McpGateway.IntegrationTests.BuiltIn;

/// <summary>A call through <c>invoke_mcp_tool</c> is a direct call in every respect but the address.</summary>
public sealed class InvokeTests : IAsyncLifetime
{
    private const string Echo = """{"server_path":"/everything","tool_name":"echo","arguments":{"message":"héllo"}}""";

    private McpgwWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await McpgwWorld.StartAsync();
        await _world.AddEverythingAsync("/everything");
        await _world.PutScopeAsync(
            "agent", new("mcpgw", ["tools/call"], ["*"]), new("everything", ["tools/call"], ["*"]), new("legacy", ["tools/call"], ["*"]));
        await _world.PutScopeAsync("outsider", new ServerRule("mcpgw", ["tools/call"], ["*"]));
        await _world.PutScopeAsync("echoer", new("mcpgw", ["tools/call"], ["*"]), new("everything", ["tools/call"], ["echo"]));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(null, "server/discover tools/call")]
    [InlineData("2026-07-28", "tools/call")]
    [InlineData("2025-11-25", "initialize notifications/initialized tools/call DELETE")]
    [InlineData("2025-03-26", "initialize notifications/initialized tools/call DELETE")]
    public async Task Invoke_ServerOfEitherEra_IsCalledAsItsClientsWould(string? revision, string methods)
    {
        await _world.StateRevisionAsync("/everything", revision);

        var answer = await _world.CallAsync("agent", "invoke_mcp_tool", Echo);

        Assert.Equal("héllo", answer.Text);
        Assert.False(answer.IsError);
        Assert.Equal(methods, string.Join(' ', _world.RecordsOf("everything").Select(record => record.Method)));
        Assert.All(
            _world.RecordsOf("everything"), record => Assert.Equal(("agent", CallOutcome.Forwarded), (record.UserName, record.Outcome)));
        Assert.Equal("echo", (await _world.RecordAsync(record => record is { Server: "everything", Method: "tools/call" })).Target);
        Assert.Equal("invoke_mcp_tool", (await _world.RecordAsync(record => record.Server == "mcpgw")).Target);
    }

    [Fact]
    public async Task Invoke_LegacySseServer_Answers()
    {
        await _world.AddLegacySseAsync("/legacy");

        var answer = await _world.CallAsync("agent", "invoke_mcp_tool",
            """{"server_path":"/legacy","tool_name":"echo","arguments":{"message":"over the old transport"}}""");

        Assert.Equal("over the old transport", answer.Text);
        Assert.Equal("echo", (await _world.RecordAsync(record => record is { Server: "legacy", Method: "tools/call" })).Target);
    }

    [Theory]
    [InlineData("/everything")]
    [InlineData("everything/")]
    [InlineData("EVERYTHING")]
    public async Task Invoke_ServerByPathOrDisplayName_IsFound(string server)
    {
        var answer = await _world.CallAsync(
            "agent", "invoke_mcp_tool", $$$"""{"server_name":"{{{server}}}","tool_name":"echo","arguments":{"message":"m"}}""");

        Assert.Equal("m", answer.Text);
    }

    [Fact]
    public async Task Invoke_StructuredContentAndToolErrors_ComeAsTheyAre()
    {
        var added = await _world.CallAsync(
            "agent", "invoke_mcp_tool", """{"server_path":"/everything","tool_name":"add","arguments":{"a":1,"b":2}}""", isStateless: true);
        var failed = await _world.CallAsync("agent", "invoke_mcp_tool", """{"server_path":"/everything","tool_name":"fail"}""");

        Assert.Equal(3, added.Structured.GetProperty("sum").GetInt32());
        Assert.True(failed.IsError);
        Assert.Equal("This tool always fails.", failed.Text);
    }

    [Theory]
    [InlineData("outsider", "echo")]
    [InlineData("echoer", "add")]
    public async Task Invoke_ToolThatTheCallerMayNotCall_Is403AndRecordedAsDenied(string caller, string tool)
    {
        var upstream = _world.SeenUpstream.Count;

        var invoked = await _world.CallAsync(caller, "invoke_mcp_tool", $$$"""{"server_path":"/everything","tool_name":"{{{tool}}}"}""");
        var direct = await _world.CallAsync(caller, tool, "{}", "/everything/mcp");

        Assert.Equal(200, invoked.Status);
        Assert.True(invoked.IsError);
        Assert.StartsWith("Error 403: Access forbidden: tools/call", invoked.Text, StringComparison.Ordinal);
        Assert.Equal(403, invoked.Structured.GetProperty("status").GetInt32());
        Assert.Equal(403, direct.Status);
        var records = _world.RecordsOf("everything");
        Assert.Equal(2, records.Count);
        Assert.All(
            records,
            record =>
                Assert.Equal((caller, CallOutcome.Denied, tool, 403), (record.UserName, record.Outcome, record.Target, record.Status)));
        Assert.Equal(upstream, _world.SeenUpstream.Count);
    }

    [Theory]
    [InlineData("""{"server_path":"/nowhere","tool_name":"echo"}""", 404)]
    [InlineData("""{"server_path":"/everything/../everything","tool_name":"echo"}""", 404)]
    [InlineData("""{"server_path":"/mcpgw","tool_name":"list_services"}""", 400)]
    [InlineData("""{"tool_name":"echo"}""", 400)]
    [InlineData("""{"server_path":"/everything"}""", 400)]
    [InlineData("""{"server_path":"/everything","tool_name":"echo","arguments":"{}"}""", 400)]
    public async Task Invoke_WhatCannotBeCalled_SaysWhy(string arguments, int status)
    {
        var answer = await _world.CallAsync("agent", "invoke_mcp_tool", arguments);

        Assert.True(answer.IsError);
        Assert.Equal(status, answer.Structured.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Invoke_DisabledServer_Is503()
    {
        await _world.Get<ToggleServer>().ExecuteAsync(McpgwWorld.Admin, "/everything", enable: false, McpgwWorld.Cancellation);

        var answer = await _world.CallAsync("agent", "invoke_mcp_tool", Echo);

        Assert.Equal("Error 503: server disabled", answer.Text);
    }

    [Theory]
    [InlineData("2026-07-28", false)]
    [InlineData("2025-11-25", true)]
    public async Task Invoke_ToolThatReportsProgress_ProgressComesInOrderAndBeforeTheResult(string revision, bool isStateless)
    {
        await _world.StateRevisionAsync("/everything", revision);
        using var response = await _world.SendAsync(
            "agent", "invoke_mcp_tool", """{"server_path":"/everything","tool_name":"count","arguments":{"to":4,"delay_ms":20}}""", "/mcp",
                isStateless, null, "mine", McpgwWorld.Cancellation);
        var messages = McpgwWorld.MessagesOf(await response.Content.ReadAsStringAsync(McpgwWorld.Cancellation)).ToArray();

        var progress = messages[..^1].Select(message => message.GetProperty("params")).ToArray();
        Assert.Equal([1, 2, 3, 4], progress.Select(entry => entry.GetProperty("progress").GetInt32()));
        Assert.All(
            progress,
            entry => Assert.Equal(("mine", 4), (entry.GetProperty("progressToken").GetString(), entry.GetProperty("total").GetInt32())));
        Assert.Equal("Counted to 4.", messages[^1].GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Invoke_CallerHangsUp_TheCallBehindItEnds()
    {
        var response = await _world.SendAsync(
            "agent", "invoke_mcp_tool", """{"server_path":"/everything","tool_name":"count","arguments":{"to":1000,"delay_ms":200}}""",
                "/mcp", false, null, "mine", McpgwWorld.Cancellation);

        // The answer has begun with the first progress, and would go on for minutes.
        Assert.Empty(_world.RecordsOf("everything"));
        response.Dispose();

        var ended = await _world.RecordAsync(record => record is { Server: "everything", Method: "tools/call" });
        Assert.Equal(CallOutcome.ClientGone, ended.Outcome);
    }

    [Theory]
    [InlineData("entra", true)]
    [InlineData("ENTRA", true)]
    [InlineData("github", false)]
    [InlineData(null, false)]
    public async Task Invoke_CredentialForAnotherServer_IsPassedOnOnlyWhereItBelongs(string? stated, bool isPassedOn)
    {
        await _world.AddEverythingAsync("/guarded", authProvider: "entra");
        await _world.PutScopeAsync("agent", new("mcpgw", ["tools/call"], ["*"]), new("guarded", ["tools/call"], ["*"]));
        _world.SeenUpstream.Clear();
        var provider = stated is null ? "" : $",\"auth_provider\":\"{stated}\"";

        var answer = await _world.CallAsync(
            "agent", "invoke_mcp_tool", $$"""{"server_path":"/guarded","tool_name":"echo","arguments":{"message":"m"}{{provider}} }""",
                authorization: "Bearer for-guarded");

        Assert.Equal("m", answer.Text);
        Assert.NotEmpty(_world.SeenUpstream);
        Assert.All(_world.SeenUpstream, seen => Assert.Equal(isPassedOn ? "Bearer for-guarded" : null, seen.Authorization));
    }

    [Fact]
    public async Task DebugTools_Credentials_AreMasked()
    {
        var headers = await _world.CallAsync("agent", "get_http_headers", "{}", authorization: "Bearer very-secret");
        var context = await _world.CallAsync("agent", "debug_auth_context", "{}", authorization: "Bearer very-secret");

        Assert.Equal("***MASKED***", headers.Structured.GetProperty("headers").GetProperty("Authorization").GetString());
        Assert.DoesNotContain("very-secret", headers.ToString() + context, StringComparison.Ordinal);
        Assert.Equal("agent", context.Structured.GetProperty("username").GetString());
        Assert.Equal("""["agent"]""", context.Structured.GetProperty("scopes").GetRawText());
    }
}
