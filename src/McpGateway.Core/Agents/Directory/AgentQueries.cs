using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Directory;

/// <summary>What callers may read of agents, from memory.</summary>
public sealed class AgentQueries(AgentCatalog catalog, IAgentHealth health)
{
    /// <summary>Agents that the caller sees, by path.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="filter">What else they must fit.</param>
    public IReadOnlyList<AgentEntry> List(Caller caller, AgentFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var sight = AgentSight.Of(caller);
        return [.. catalog.Current.Values.Where(entry => sight.Sees(entry.Agent) && filter.Fits(entry))];
    }

    /// <summary>One agent that the caller sees.</summary>
    public Result<AgentEntry> Find(Caller caller, string path) => Find(AgentSight.Of(caller), path);

    internal Result<AgentEntry> Find(AgentSight sight, string path)
    {
        var key = AgentPath.KeyOf(path);
        if (!catalog.Current.TryGetValue(key, out var entry))
        {
            return NotFound(key);
        }

        return AgentAuthorization.SeeRefusal(sight, entry) is { } refusal ? refusal : entry;
    }

    /// <summary>The health of an agent as it reads now.</summary>
    public HealthView HealthOf(AgentDocument agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.IsEnabled ? health.Get(agent.Path) : HealthView.Disabled;
    }

    internal static Error NotFound(string key) => new(ErrorKind.NotFound, $"Agent not found at path '{key}'");
}

/// <summary>Which agents a list shows.</summary>
/// <param name="Query">Part of the name, description, a tag or a skill's name, whatever its case; null for all.</param>
/// <param name="EnabledOnly">Leaves out agents that are switched off.</param>
/// <param name="Visibility">One of <see cref="ItemVisibility"/>; null for all.</param>
public sealed record AgentFilter(string? Query = null, bool EnabledOnly = false, string? Visibility = null)
{
    /// <summary>Leaves out agents that are held (<see cref="AgentEntry.IsHeld"/>).</summary>
    public bool OfferedOnly { get; init; }

    public bool Fits(AgentEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (!EnabledOnly || entry.Agent.IsEnabled) && !(OfferedOnly && entry.IsHeld)
            && (string.IsNullOrEmpty(Visibility) || entry.Agent.Visibility == Visibility)
            && (string.IsNullOrEmpty(Query) || Contains(entry, Query));
    }

    private static bool Contains(AgentEntry entry, string query) =>
        entry.Card.Name.Contains(query, StringComparison.OrdinalIgnoreCase)
        || entry.Card.Description.Contains(query, StringComparison.OrdinalIgnoreCase)
        || entry.Agent.Tags.Any(tag => tag.Contains(query, StringComparison.OrdinalIgnoreCase))
        || entry.Card.Skills.Any(skill => skill.Name.Contains(query, StringComparison.OrdinalIgnoreCase));
}
