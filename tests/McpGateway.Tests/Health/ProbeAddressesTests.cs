using McpGateway.Core.Health.Probing;

namespace McpGateway.Tests.Health;

public sealed class ProbeAddressesTests
{
    [Theory]
    [InlineData("http://h:8000/", null, "http://h:8000/mcp")]
    [InlineData("http://h:8000", null, "http://h:8000/mcp")]
    [InlineData("https://h/mcp", null, "https://h/mcp")]
    [InlineData("https://h/mcp/", null, "https://h/mcp/")]
    [InlineData("https://h/a/mcp/b", null, "https://h/a/mcp/b")]
    [InlineData("https://h/sse", null, "https://h/sse")]
    [InlineData("https://h/mcpfoo", null, "https://h/mcpfoo/mcp")]
    [InlineData("https://h/a?x=1", null, "https://h/a/mcp?x=1")]
    [InlineData("https://h/a", "https://other/custom/", "https://other/custom")]
    public void StreamableHttp_Address_IsResolved(string upstream, string? stated, string expected) =>
        Assert.Equal(expected, ProbeAddresses.StreamableHttp(Target(upstream, stated)).AbsoluteUri);

    [Theory]
    [InlineData("http://h:8000/", null, "http://h:8000/sse")]
    [InlineData("https://h/sse", null, "https://h/sse")]
    [InlineData("https://h/a/sse/b", null, "https://h/a/sse/b")]
    [InlineData("https://h/mcp", null, "https://h/mcp/sse")]
    [InlineData("https://h/a", "https://h/stream/", "https://h/stream")]
    public void Sse_Address_IsResolved(string upstream, string? stated, string expected) =>
        Assert.Equal(expected, ProbeAddresses.Sse(Target(upstream, stated)).AbsoluteUri);

    private static ProbeTarget Target(string upstream, string? stated) => new()
    {
        Upstream = new Uri(upstream),
        McpEndpoint = stated is null ? null : new Uri(stated),
        SseEndpoint = stated is null ? null : new Uri(stated),
        Transports = [],
    };
}
