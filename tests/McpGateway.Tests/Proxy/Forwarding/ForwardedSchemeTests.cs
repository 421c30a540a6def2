using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.Routing;
using McpGateway.Tests.Invocation;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Proxy.Forwarding;

public sealed class ForwardedSchemeTests
{
    /// <summary>
    /// An ingress in front of an https server redirects whoever came by http: it must not hear of the hop between client and gateway.
    /// </summary>
    [Theory]
    [InlineData("http", "https://upstream.test/mcp", "https")]
    [InlineData("https", "https://upstream.test/mcp", "https")]
    [InlineData("https", "http://upstream.test/mcp", "https")]
    [InlineData("http", "http://upstream.test/mcp", "http")]
    public void SetOwn_Scheme_SendsNoHttpsServerIntoARedirect(string client, string upstream, string told)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = client;
        context.Request.Host = new("gateway.test");
        var route = new Route { Path = "/srv", Upstream = new(upstream), State = RouteState.Ready };
        var exchange = new ProxyExchange(context, new RouteMatch(route, new UpstreamAddress(route), "/mcp", true), "")
        {
            At = default,
            StartedAt = 0,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, upstream);

        RequestHeaders.SetOwn(exchange, Calls.Kim, null, tellsOrigin: true, request);

        Assert.Equal(told, request.Headers.GetValues("X-Forwarded-Proto").Single());
    }
}
