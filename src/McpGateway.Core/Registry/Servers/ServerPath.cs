using McpGateway.Proxy.Routing;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// How people write a server's path, how it is stored and how it is looked up. What it may be is <see cref="RoutePath"/>'s rule.
/// </summary>
public static class ServerPath
{
    /// <summary>The path as it is stored: with a leading slash, a trailing one kept (clients concatenate).</summary>
    public static string Normalise(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return "/" + path.Trim().TrimStart('/');
    }

    /// <summary>
    /// The server's key: leading slash, no trailing slash. Lookups accept what people write: <c>p</c>, <c>/p</c>, <c>//p</c>, <c>/p/</c>.
    /// </summary>
    public static string KeyOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return "/" + path.Trim().Trim('/');
    }

    /// <inheritdoc cref="RoutePath.ProblemsOf"/>
    public static IEnumerable<string> ProblemsOf(string path) => RoutePath.ProblemsOf(path);
}
