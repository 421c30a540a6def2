using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry.Servers;

/// <summary>The one address under which clients reach a server, and the transport that they speak there.</summary>
public sealed class PublicServerAddressTests
{
    [Theory]
    [InlineData("/weather", "http://w.test/mcp", "streamable-http", null, "/weather/mcp", "streamable-http")]
    [InlineData("/team/weather/", "http://w.test/", "streamable-http", null, "/team/weather/mcp", "streamable-http")]
    [InlineData("/weather", "http://w.test/", "", null, "/weather/mcp", "streamable-http")]
    [InlineData("/weather", "http://w.test/", "sse", null, "/weather/sse", "sse")]
    [InlineData("/weather", "http://w.test/", "sse,streamable-http", null, "/weather/mcp", "streamable-http")]
    [InlineData("/weather", "http://w.test/sse", "sse,streamable-http", null, "/weather/mcp", "streamable-http")]
    [InlineData("/weather", "http://w.test/sse", "streamable-http", null, "/weather/sse", "sse")]
    [InlineData("/weather", "http://w.test/sse/", "streamable-http", null, "/weather/sse", "sse")]
    [InlineData("/weather", "http://w.test/sse", "streamable-http", "http://w.test/mcp", "/weather/mcp", "streamable-http")]
    [InlineData("/weather", "http://w.test/asse", "streamable-http", null, "/weather/mcp", "streamable-http")]
    public void Address_Server_IsThatOfItsTransport(
        string path, string url, string transports, string? mcpEndpoint, string expected, string transport)
    {
        var server = Records.Server(path, url: url) with
        {
            SupportedTransports = transports.Split(',', StringSplitOptions.RemoveEmptyEntries),
            McpEndpoint = mcpEndpoint,
        };

        Assert.Equal((expected, transport), (PublicServerAddress.PathOf(server), PublicServerAddress.TransportOf(server)));
        Assert.Equal("https://example.test/gw" + expected, PublicServerAddress.At("https://example.test/gw", server));
    }
}
