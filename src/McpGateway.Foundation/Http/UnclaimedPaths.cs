using Microsoft.AspNetCore.Routing.Patterns;

namespace McpGateway.Foundation.Http;

public static class UnclaimedPaths
{
    /// <summary>
    /// Answers paths that no endpoint claims, in the words of the REST surface. An endpoint as others are: who may not call it is refused
    /// before anybody learns that nothing is there.
    /// </summary>
    public static IEndpointConventionBuilder MapNotFound(this IEndpointRouteBuilder routes, string pattern)
    {
        var endpoint = routes.Map(RoutePatternFactory.Parse(pattern), NotFoundAsync);
        endpoint.Add(static builder => ((RouteEndpointBuilder)builder).Order = int.MaxValue - 1);
        return endpoint.ExcludeFromDescription();
    }

    private static Task NotFoundAsync(HttpContext context) =>
        ErrorResults.Detail(StatusCodes.Status404NotFound, "Not Found").ExecuteAsync(context);
}
