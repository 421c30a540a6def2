using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Agents.Directory;

/// <summary>
/// The one namespace of paths that agents and servers share, whatever the case. An agent owns everything below its path, because its
/// bindings do, and none is below a server, whichever of the two came first.
/// </summary>
internal sealed class AgentPaths(AgentCatalog agents, ServerCatalog servers, IEnumerable<BuiltInServer> builtIn) : IPathClaims
{
    public string? ProblemOf(string key) =>
        AgentAtOrAbove(key) is { } agent ? $"Path is taken by the agent at '{agent}': choose another one"
        : AgentBelow(key) is { } below ? $"Path is above the agent at '{below}', which would lie below the server: choose another one"
        : null;

    public void AssertFree(string key, DocumentBatch batch) => batch.Delete(AgentRepository.Agents, key, DocumentBatch.Absent);

    /// <summary>Why no agent may be registered at a path; null when one may.</summary>
    public string? ProblemForAgent(string key)
    {
        if ((AgentAtOrAbove(key) ?? AgentBelow(key)) is { } agent)
        {
            return IsSame(agent, key)
                ? $"Agent with path '{agent}' already exists"
                : $"The agent at '{agent}' is above or below '{key}': agents own everything below their path";
        }

        return ServerPaths.FirstOrDefault(taken => IsSame(taken, key) || IsBelow(taken, key)) is { } server
            ? $"A server is registered at '{server}': agents and servers share one namespace of paths"
            : ProblemBelowServer(key);
    }

    /// <summary>Why no agent may be below a path that is a server's: what is sent there is for the server. Null when none is.</summary>
    public string? ProblemBelowServer(string key) => ServerPaths.FirstOrDefault(taken => IsBelow(key, taken)) is { } server
        ? $"Path is below the server at '{server}', to which it leads: choose one that is not"
        : null;

    /// <summary>Makes a commit fail when a server takes the path at the same moment.</summary>
    public static void AssertNoServer(string key, DocumentBatch batch) =>
        batch.Delete(ServerRepository.Servers, key, DocumentBatch.Absent);

    private IEnumerable<string> ServerPaths =>
        servers.Current.Keys.Concat(builtIn.SelectMany(static server => server.Aliases.Append(server.Path))).Select(ServerPath.KeyOf);

    private string? AgentBelow(string key) => agents.Paths.FirstOrDefault(taken => IsBelow(taken, key));

    /// <summary>As it is registered.</summary>
    private string? AgentAtOrAbove(string key)
    {
        var paths = agents.Paths;
        foreach (var place in SelfAndAbove(key))
        {
            if (paths.TryGetValue(place, out var taken))
            {
                return taken;
            }
        }

        return null;
    }

    private static IEnumerable<string> SelfAndAbove(string key)
    {
        for (var end = key.Length; end > 0; end = key.LastIndexOf('/', end - 1))
        {
            yield return key[..end];
        }
    }

    private static bool IsSame(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string path, string above) =>
        path.Length > above.Length && path[above.Length] == '/' && path.StartsWith(above, StringComparison.OrdinalIgnoreCase);
}
