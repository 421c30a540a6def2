using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Http;

/// <summary>Addresses of this host, for redirects.</summary>
internal static class LocalAddress
{
    /// <summary>
    /// A path of this host, from a redirect target that a client named: relative, or absolute with the very origin of the gateway.
    /// </summary>
    /// <param name="origin">See <see cref="PublicOrigin"/>.</param>
    /// <param name="target">What the client named.</param>
    /// <returns>The path; null when the target is empty or leads elsewhere.</returns>
    public static string? PathOf(string origin, string? target)
    {
        if (string.IsNullOrEmpty(target))
        {
            return null;
        }

        if (target[0] == '/')
        {
            return ReturnPath.Safe(target) == target ? target : null;
        }

        // Compared as text: a parser that is kinder than the browser's would see another host.
        if (!target.StartsWith(origin, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var path = target[origin.Length..];
        return path.Length == 0 ? "/" : path[0] == '/' && ReturnPath.Safe(path) == path ? path : null;
    }
}
