using McpGateway.Proxy.Routing;

namespace McpGateway.Core.Agents;

/// <summary>How people write an agent's path, how it is stored, and what it may be.</summary>
public static class AgentPath
{
    /// <summary>Last segments that the API appends to an agent's path.</summary>
    private static readonly HashSet<string> Endings = new(
        AgentRoutes.Suffixes.Select(static suffix => suffix.Split('/')[^1]), StringComparer.OrdinalIgnoreCase);

    /// <summary>The canonical path, which is also the key: leading slash, no trailing slash.</summary>
    public static string KeyOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return "/" + path.Trim().Trim('/');
    }

    /// <summary>The path of an agent that was registered without one: the name in lower case, with <c>-</c> for spaces.</summary>
    public static string OfName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return "/" + name.Trim().ToLowerInvariant().Replace(' ', '-');
    }

    /// <summary>
    /// What is wrong with the way in which a new agent's path is written, which <see cref="KeyOf"/> passes over: looking an agent up may be
    /// careless, giving it its name may not. Null when nothing is.
    /// </summary>
    public static string? ProblemOfStated(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Contains("//", StringComparison.Ordinal) ? "Path cannot contain an empty segment ('//')" : null;
    }

    /// <summary>What is wrong with a path, in words that say what to do. Empty when an agent may be registered there.</summary>
    /// <param name="path">Canonical.</param>
    public static IEnumerable<string> ProblemsOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var isRoutable = true;
        foreach (var problem in RoutePath.ProblemsOf(path))
        {
            isRoutable = false;
            yield return problem;
        }

        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is [var first, ..] && first.Equals(AgentRoutes.Discover, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"Path must not start with '/{first}': the API uses it itself";
        }

        // Some endings are those of servers, too: one problem is told once.
        if (isRoutable && segments.Length > 1 && Endings.Contains(segments[^1]))
        {
            yield return $"Path must not end in '/{segments[^1]}': the API appends it to agents' paths";
        }
    }
}
