using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>What a server says while a tool runs that was called by the registry's own server, which relays it.</summary>
public sealed class RelayedProgressTests(GatewayWithPeers shared) : IClassFixture<GatewayWithPeers>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("client-v1.mjs", "stateful-server.mjs")]
    [InlineData("client-v2.mjs", "stateful-server.mjs")]
    [InlineData("client-v1.mjs", "stateless-server.mjs")]
    [InlineData("client-v2.mjs", "stateless-server.mjs")]
    public async Task Invoke_ServersOfOtherSdks_RelaysProgressBeforeTheResult(string client, string server)
    {
        var arguments = $$$"""
            {"server_path":"{{{GatewayWithPeers.PathOf(server)}}}","tool_name":"test_tool_with_progress","arguments":{"step":400}}
            """;

        var events = await SdkClient.EventsAsync(
            client, new Uri(shared.Gateway.Address, "/mcp"), await shared.Gateway.VendAsync(Cancellation), "invoke_mcp_tool", arguments,
            Cancellation);

        Assert.Equal(["progress", "progress", "progress", "result"], events[1..].Select(entry => entry.GetProperty("event").GetString()));
        var times = events[1..].Select(entry => entry.GetProperty("at").GetInt32()).ToArray();
        Assert.True(times[0] + 400 < times[3], $"Progress must not wait for the result: {string.Join(", ", times)} ms");
    }
}
