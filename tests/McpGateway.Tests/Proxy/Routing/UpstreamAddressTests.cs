using McpGateway.Proxy.Routing;

namespace McpGateway.Tests.Proxy.Routing;

public sealed class UpstreamAddressTests
{
    [Theory]
    [InlineData("http://h:8000/", "", "", "http://h:8000/")]
    [InlineData("http://h:8000", "/", "", "http://h:8000/")]
    [InlineData("http://h:8000/", "/mcp", "", "http://h:8000/mcp")]
    [InlineData("http://h:8000", "/mcp", "", "http://h:8000/mcp")]
    [InlineData("https://mcp.context7.com/mcp", "", "", "https://mcp.context7.com/mcp")]
    [InlineData("https://mcp.context7.com/mcp", "/", "", "https://mcp.context7.com/mcp")]
    [InlineData("https://mcp.context7.com/mcp", "/mcp", "", "https://mcp.context7.com/mcp")]
    [InlineData("https://h/mcp/", "/mcp", "", "https://h/mcp/")]
    [InlineData("https://h/xmcp", "/mcp", "", "https://h/xmcp/mcp")]
    [InlineData("https://h/sse", "/sse", "", "https://h/sse")]
    [InlineData("https://h/sse", "/mcp", "", "https://h/sse")]
    [InlineData("https://h/sse/", "/sse", "", "https://h/sse/")]
    [InlineData("https://h/a/sse/b", "/sse", "", "https://h/a/sse/b")]
    [InlineData("https://h/mcp", "/sse", "", "https://h/mcp/sse")]
    [InlineData("https://h/mcp/x/repos", "/mcp", "", "https://h/mcp/x/repos")]
    [InlineData("https://h/mcp/x/repos/", "/mcp", "?a=1", "https://h/mcp/x/repos/?a=1")]
    [InlineData("https://h/mcpx/repos", "/mcp", "", "https://h/mcpx/repos/mcp")]
    [InlineData("https://h/base", "/sse", "", "https://h/base/sse")]
    [InlineData("https://h/base/", "/messages/x", "", "https://h/base/messages/x")]
    [InlineData("https://h/base/", "/messages/", "", "https://h/base/messages/")]
    [InlineData("https://h/base", "/messages/a b?#%é", "", "https://h/base/messages/a%20b%3F%23%25%C3%A9")]
    [InlineData("https://h/base", "/x:y@z,(1)", "", "https://h/base/x:y@z,(1)")]
    [InlineData("https://h/mcp", "/mcp", "?a=1&b=%2F", "https://h/mcp?a=1&b=%2F")]
    [InlineData("https://h/mcp", "", "?", "https://h/mcp")]
    [InlineData("https://h/base?key=1", "/mcp", "", "https://h/base/mcp?key=1")]
    [InlineData("https://h/mcp?key=1", "/mcp", "?a=2", "https://h/mcp?key=1&a=2")]
    [InlineData("https://h/mcp?key=1", "", "?key=2&a=3&KEY=4&k%65y=5&key", "https://h/mcp?key=1&a=3")]
    [InlineData("inprocess://mcpgw/mcp", "/mcp", "", "inprocess://mcpgw/mcp")]
    [InlineData("inprocess://mcpgw", "/mcp", "?a=1", "inprocess://mcpgw/mcp?a=1")]
    public void For_Remainder_GivesTheUpstreamAddress(string upstream, string remainder, string query, string expected)
    {
        var address = new UpstreamAddress(RouteTableTests.NewRoute("/p", upstream));

        Assert.Equal(expected, address.For(remainder, query).AbsoluteUri);
    }

    [Theory]
    [InlineData("/mcp", "https://m/other")]
    [InlineData("/sse", "https://s/events")]
    [InlineData("/messages/x", "https://h/messages/x")]
    [InlineData("", "https://h/")]
    public void For_Override_AppliesToItsEndpointOnly(string remainder, string expected)
    {
        var route = RouteTableTests.NewRoute("/p", "https://h/") with
        {
            McpEndpoint = new Uri("https://m/other"),
            SseEndpoint = new Uri("https://s/events"),
        };

        Assert.Equal(expected, new UpstreamAddress(route).For(remainder, "").AbsoluteUri);
    }

    [Fact]
    public void For_NoQuery_SharesTheAddress()
    {
        var address = new UpstreamAddress(RouteTableTests.NewRoute("/p"));

        Assert.Same(address.For("/mcp", ""), address.For("/mcp", ""));
    }
}
