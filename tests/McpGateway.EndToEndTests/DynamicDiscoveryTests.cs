using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>
/// What <c>docs/dynamic-tool-discovery.md</c> shows, with clients of both generations: one connection to the registry's own server is
/// enough to find and to call tools of servers that the client has never heard of, and to be refused.
/// </summary>
public sealed class DynamicDiscoveryTests(DynamicDiscoveryTests.WithFinders shared) : IClassFixture<DynamicDiscoveryTests.WithFinders>
{
    private const string Question = """{"natural_language_query":"what time is it in Tokyo"}""";

    private const string Finders = """
        {"scope_name":"finders","group_mappings":["registry-admins"],"create_in_idp":false,
         "server_access":[{"server":"mcpgw","methods":["tools/list","tools/call"],"tools":["intelligent_tool_finder","invoke_mcp_tool"]}]}
        """;

    private readonly GatewayProcess _gateway = shared.Gateway;
    private readonly string _allowed = shared.Allowed;
    private readonly string _denied = shared.Denied;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("client-v1.mjs", "/mcpgw/mcp")]
    [InlineData("client-v1.mjs", "/mcp")]
    [InlineData("client-v2.mjs", "/mcpgw/mcp")]
    [InlineData("client-v2.mjs", "/mcp")]
    public async Task AllowedCaller_AsksInPlainWords_AndCallsWhatItFinds(string client, string path)
    {
        var found = await RunClientAsync(client, path, _allowed, "intelligent_tool_finder", Question);
        var tool = Json(found).EnumerateArray().Single();
        Assert.Equal("current_time_by_timezone", tool.GetProperty("tool_name").GetString());
        Assert.Equal("/currenttime/", tool.GetProperty("service_path").GetString());

        var invoke = tool.GetProperty("invoke");
        var arguments = invoke.GetProperty("arguments").GetRawText().Replace("America/New_York", "Asia/Tokyo", StringComparison.Ordinal);
        var called = await RunClientAsync(client, path, _allowed, invoke.GetProperty("tool").GetString()!, arguments);

        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d JST\+0900$", Text(called));
    }

    [Theory]
    [InlineData("client-v1.mjs")]
    [InlineData("client-v2.mjs")]
    public async Task DeniedCaller_FindsNothing_AndIsRefusedEitherWay(string client)
    {
        var found = await RunClientAsync(client, "/mcp", _denied, "intelligent_tool_finder", Question);
        Assert.Equal("[]", Text(found));

        var invoked = await RunClientAsync(
            client, "/mcp", _denied, "invoke_mcp_tool", """{"server_path":"/currenttime","tool_name":"current_time_by_timezone"}""");
        Assert.True(invoked.GetProperty("isError").GetBoolean());
        Assert.StartsWith("Error 403: Access forbidden: tools/call", Text(invoked), StringComparison.Ordinal);

        var direct = await _gateway.CallAsync(
            "/currenttime/mcp",
            _denied,
            """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"current_time_by_timezone","arguments":{}}}""",
            Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, direct.Status);
        Assert.Contains("insufficient_scope", direct.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    private static string Text(JsonElement result) => result.GetProperty("content")[0].GetProperty("text").GetString()!;

    private static JsonElement Json(JsonElement result) => JsonSerializer.Deserialize<JsonElement>(Text(result));

    private async Task<JsonElement> RunClientAsync(string client, string path, string token, string tool, string arguments)
    {
        var events = await SdkClient.EventsAsync(client, new Uri(_gateway.Address, path), token, tool, arguments, Cancellation);
        return events[^1].GetProperty("result");
    }

    /// <summary>A gateway on which a token can be narrowed to the registry's own server.</summary>
    public sealed class WithFinders : SharedGateway
    {
        /// <summary>The model that comes along, as for everybody.</summary>
        private protected override IReadOnlyDictionary<string, string?> Settings { get; } =
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["EMBEDDINGS_PROVIDER"] = null };

        internal string Allowed { get; private set; } = "";

        internal string Denied { get; private set; } = "";

        private protected override async Task SeedAsync()
        {
            Allowed = await Gateway.VendAsync(Cancellation);

            // The administrator holds the new scope too, so a token can be narrowed to it.
            using var group = new StringContent(Finders, Encoding.UTF8, "application/json");
            using var imported = await Gateway.Client.PostAsync(
                new Uri("/api/servers/groups/import", UriKind.Relative), group, Cancellation);
            Assert.True(imported.IsSuccessStatusCode, await imported.Content.ReadAsStringAsync(Cancellation));
            Denied = await Gateway.VendAsync(Cancellation, "finders");
        }
    }
}
