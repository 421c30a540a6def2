using System.Text.Json;
using McpGateway.Core.Federation.Sources;

namespace McpGateway.Tests.Federation;

public sealed class ServerJsonReaderTests
{
    [Theory]
    [InlineData("""{"name":"a/b","remotes":[{"type":"sse","url":"https://x.example/sse"}]}""", "https://x.example/sse", "sse")]
    [InlineData("""{"name":"a/b","remotes":[{"url":"https://{host}/mcp"},{"url":"https://y.example/"}]}""", "https://y.example/",
        "streamable-http")]
    [InlineData("""{"name":"a/b","packages":[{"transport":{"type":"streamable-http","url":"https://p.example/mcp"}}]}""",
        "https://p.example/mcp", "streamable-http")]
    [InlineData("""{"name":"a/b","packages":[{"transport":{"type":"streamable-http","url":"http://localhost:8080/mcp"}}]}""",
        null, "stdio")]
    [InlineData("""{"name":"a/b","packages":[{"transport":{"type":"stdio"}}]}""", null, "stdio")]
    [InlineData("""{"name":"a/b","remotes":17,"packages":"none"}""", null, "stdio")]
    [InlineData("""{"name":"a/b","remotes":[{"url":"file:///etc/passwd"}]}""", null, "stdio")]
    public void Read_Addresses_TheFirstThatCanBeCalled(string json, string? url, string transport)
    {
        var item = ServerJsonReader.ReadEntry(JsonElement.Parse(json))!;

        Assert.Equal((url, transport), (item.Server!.ProxyPassUrl, item.Server.SupportedTransports.Single()));
        Assert.Equal(("a/b", "/a-b"), (item.OriginalId, item.Server.Path));
    }

    [Theory]
    [InlineData("17")]
    [InlineData("{}")]
    [InlineData("""{"server":{"name":""}}""")]
    [InlineData("""{"server":{"name":17}}""")]
    [InlineData("""{"server":{"name":"a\nb"}}""")]
    [InlineData("""{"name":"a\ud800"}""")]
    [InlineData("""{"name":"a/b","name":"a/c"}""")]
    public void Read_WithoutAProperName_IsUnusable(string json) =>
        Assert.NotNull(ServerJsonReader.ReadEntry(JsonElement.Parse(json))!.Problem);

    [Fact]
    public void Read_OlderVersion_IsLeftOut() => Assert.Null(ServerJsonReader.ReadEntry(JsonElement.Parse(
        """{"server":{"name":"a/b"},"_meta":{"io.modelcontextprotocol.registry/official":{"isLatest":false}}}""")));

    [Fact]
    public void Read_FederatedThere_IsWithheld() => Assert.True(ServerJsonReader.ReadEntry(JsonElement.Parse(
        """{"server":{"name":"a/b","_meta":{"io.mcpgateway/internal":{"federated_from":"x"}}}}"""))!.IsWithheld);
}
