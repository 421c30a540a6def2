using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// Route constraint <c>{**path:endsin(rating)}</c>: the captured path has something before the last segment, and that segment is the one
/// named. Server paths contain slashes, so what follows them must be matched from the end.
/// </summary>
internal sealed class SuffixConstraint(string segment) : IRouteConstraint
{
    public const string Name = "endsin";

    public bool Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value)
        && value is string path
        && path.Length > segment.Length + 1
        && path[^(segment.Length + 1)] == '/'
        && path.EndsWith(segment, StringComparison.Ordinal);
}

internal static class SuffixRoutes
{
    /// <summary>Adds the constraint, and the descriptions of the routes that it tells apart. May be called more than once.</summary>
    public static IServiceCollection AddSuffixRoutes(this IServiceCollection services)
    {
        services.Configure<RouteOptions>(static options => options.SetParameterPolicy<SuffixConstraint>(SuffixConstraint.Name));
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, SuffixPaths>());
        return services;
    }
}
