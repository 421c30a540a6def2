using McpGateway.IntegrationTests.Composition;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace McpGateway.IntegrationTests.Start;

public sealed class ReservedPathTests
{
    /// <summary>The data plane comes first: a server registered at one of the product's own paths would take it over.</summary>
    [Fact]
    public async Task Endpoints_OfTheProduct_AreWhereNoServerMayBeRegistered()
    {
        await using var gateway = await ComposedGateway.StartAsync();

        var first =
            from endpoint in gateway.Endpoints
            where endpoint.RoutePattern.PathSegments.Count > 0
            let part = endpoint.RoutePattern.PathSegments[0].Parts[0]
            where part is RoutePatternLiteralPart
            select ((RoutePatternLiteralPart)part).Content;
        var names = first.Distinct().ToList();

        Assert.Contains("api", names);
        Assert.Contains("login", names);
        Assert.All(names, name => Assert.Contains(name, RoutePath.ReservedFirstSegments));
    }
}
