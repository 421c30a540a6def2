using McpGateway.Access.Decisions;
using McpGateway.Foundation;
using McpGateway.Proxy.Protocol;
using Microsoft.AspNetCore.Authorization;

namespace McpGateway.Access.Endpoints;

/// <summary>
/// The coarse layer of the REST surface (gateway contract §3.4): the caller's scopes open the first two segments of the path. Other paths
/// than those of the API have no such layer.
/// </summary>
internal sealed class ApiReach : IAuthorizationRequirement;

internal sealed class ApiReachHandler(AccessSnapshotHolder access) : AuthorizationHandler<ApiReach>
{
    // Routing compares paths without regard to case, so the rules do too.
    private static readonly string[] Surfaces = ["api", "v0.1"];

    /// <summary>Another spelling of the same routes: <c>/api/v2/agents</c> is what rules call <c>agents</c>.</summary>
    private const string SecondVersion = "v2";

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ApiReach requirement)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Resource is HttpContext http && http.FindCaller() is { } caller)
        {
            var (surface, segment) = Parse(http.Request.Path);
            if (!Surfaces.Contains(surface) || access.Current.AllowsApi(caller, segment, surface))
            {
                context.Succeed(requirement);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The first two segments, as access rules name them.</summary>
    private static (string Surface, string Segment) Parse(PathString path)
    {
        var segments = (path.Value ?? "").Split('/', 5);
        var surface = segments.Length > 1 ? segments[1].ToLowerInvariant() : "";
        var first = segments.Length > 2 && segments[2].Equals(SecondVersion, StringComparison.OrdinalIgnoreCase) ? 3 : 2;
        return (surface, segments.Length > first && segments[first].Length > 0
            ? segments[first].ToLowerInvariant()
            : McpMethods.Initialize);
    }
}
