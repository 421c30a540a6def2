using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Access;

/// <summary>
/// Feature of a request to an A2A agent. The agent owns every path below its own, so its path is the protected resource whichever of them
/// is asked for: tokens are bound to it, and challenges name it.
/// </summary>
/// <param name="Path">The agent's.</param>
public sealed record AgentAddress(PathString Path)
{
    /// <summary>The path of the protected resource that a request goes to.</summary>
    public static PathString ResourceOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.HttpContext.Features.Get<AgentAddress>()?.Path ?? request.Path;
    }
}
