using System.Text.Json;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>Real MCP clients list and call tools through the gateway.</summary>
public sealed class ClientTests(GatewayWithPeers shared) : IClassFixture<GatewayWithPeers>, IAsyncLifetime
{
    private static readonly string Inspector = Path.Combine(Repository.NodePeers, "node_modules", ".bin", "mcp-inspector");

    private readonly GatewayProcess _gateway = shared.Gateway;
    private string _token = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _token = await _gateway.VendAsync(Cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("client-v1.mjs", "stateful-server.mjs")]
    [InlineData("client-v2.mjs", "stateful-server.mjs")]
    [InlineData("client-v2.mjs", "stateless-server.mjs")]
    public async Task Sdk_ToolThatReportsProgress_SeesProgressBeforeTheResult(string client, string server)
    {
        var events = await RunClientAsync(client, GatewayWithPeers.PathOf(server) + "/mcp", "test_tool_with_progress", """{"step":400}""");

        Assert.Contains("test_simple_text", events[0].GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["progress", "progress", "progress", "result"], events[1..].Select(entry => entry.GetProperty("event").GetString()));
        var times = events[1..].Select(entry => entry.GetProperty("at").GetInt32()).ToArray();
        Assert.True(times[0] + 400 < times[3], $"Progress must not wait for the result: {string.Join(", ", times)} ms");
    }

    [Theory]
    [InlineData("client-v1.mjs")]
    [InlineData("client-v2.mjs")]
    public async Task Sdk_BuiltInServer_AnswersTheTime(string client)
    {
        var events = await RunClientAsync(client, "/currenttime/mcp", "current_time_by_timezone", """{"tz_name":"UTC"}""");

        var text = events[^1].GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString();
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\+0000$", text);
    }

    [Fact]
    public async Task Inspector_BuiltInServer_ListsAndCalls()
    {
        var listed = await InspectAsync("--method", "tools/list");
        var called = await InspectAsync("--method", "tools/call", "--tool-name", "current_time_by_timezone", "--tool-arg", "tz_name=UTC");

        Assert.Contains("current_time_by_timezone", listed, StringComparison.Ordinal);
        Assert.Contains("UTC+0000", called, StringComparison.Ordinal);
    }

    private Task<JsonElement[]> RunClientAsync(string script, string path, string tool, string arguments) =>
        SdkClient.EventsAsync(script, new Uri(_gateway.Address, path), _token, tool, arguments, Cancellation);

    private async Task<string> InspectAsync(params string[] arguments)
    {
        var home = Directory.CreateTempSubdirectory("mcp-inspector-");
        try
        {
            var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["HOME"] = home.FullName,
                ["PATH"] = $"{Path.GetDirectoryName(Repository.Node)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            };
            var (exitCode, output) = await ChildProcess.RunAsync(
                Inspector,
                ["--cli", new Uri(
                    _gateway.Address,
                    "/currenttime/mcp").ToString(), "--transport", "http", "--header", $"X-Authorization: Bearer {_token}", .. arguments],
                Cancellation,
                environment);
            Assert.True(exitCode == 0, output);
            return output;
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
