using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Directory;

/// <summary>
/// Which agents one caller sees, compiled from its permissions: lists, details, search, health and the data plane ask this and nothing
/// else, so that what is listed can be got. Equal to every other that shows the same.
/// </summary>
public sealed class AgentSight : IEquatable<AgentSight>
{
    private readonly bool _isAdmin;
    private readonly bool _namesAll;
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _groups;
    private readonly string _subject;

    private AgentSight(Caller caller)
    {
        Caller = caller;
        _isAdmin = caller.Permissions.IsAdmin;
        _subject = caller.Subject;
        _groups = new(caller.Groups, StringComparer.Ordinal);
        foreach (var action in (ReadOnlySpan<string>)[AgentPermissions.List, AgentPermissions.Get])
        {
            if (caller.Permissions.UiPermissions.TryGetValue(action, out var resources))
            {
                _namesAll |= resources.Contains("all");
                _named.UnionWith(resources.Select(static resource => resource.Trim('/')));
            }
        }
    }

    /// <summary>Compiles what a caller sees: once for each thing that it asks for.</summary>
    public static AgentSight Of(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new(caller);
    }

    /// <summary>Whose sight it is.</summary>
    public Caller Caller { get; }

    /// <summary>Whether the caller sees no agent at all but its own.</summary>
    public bool SeesOwnOnly => !_isAdmin && !_namesAll && _named.Count == 0;

    public bool Sees(AgentDocument agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return Sees(agent.TechnicalName, agent.Visibility, agent.AllowedGroups, agent.OwnerSubject);
    }

    public bool Sees(AgentExposure agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return Sees(agent.TechnicalName, agent.Visibility, agent.AllowedGroups, agent.OwnerSubject);
    }

    /// <summary>Whether its visibility shows the agent to the caller, whatever its permissions.</summary>
    internal bool IsShownTo(AgentDocument agent) =>
        _isAdmin || IsSelf(agent.OwnerSubject) || IsVisible(agent.Visibility, agent.AllowedGroups);

    public bool IsOwner(AgentDocument agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return IsSelf(agent.OwnerSubject);
    }

    /// <summary>Whether two sights show the same, whatever the agents are; administrators' are one.</summary>
    public bool Equals(AgentSight? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (_isAdmin && other._isAdmin)
            || (!_isAdmin && !other._isAdmin && _namesAll == other._namesAll && IsSelf(other._subject)
                && _named.SetEquals(other._named) && _groups.SetEquals(other._groups)));

    public override bool Equals(object? obj) => Equals(obj as AgentSight);

    public override int GetHashCode() => _isAdmin ? 1 : HashCode.Combine(_subject, _namesAll, _named.Count, _groups.Count);

    private bool Sees(string name, string visibility, IReadOnlyList<string> groups, string owner) =>
        _isAdmin || IsSelf(owner) || ((_namesAll || _named.Contains(name)) && IsVisible(visibility, groups));

    private bool IsSelf(string subject) => string.Equals(subject, _subject, StringComparison.Ordinal);

    /// <summary>A private agent is its owner's alone.</summary>
    private bool IsVisible(string visibility, IReadOnlyList<string> groups) => visibility switch
    {
        ItemVisibility.Public => true,
        ItemVisibility.GroupRestricted => groups.Any(_groups.Contains),
        _ => false,
    };
}

/// <summary>What decides who sees an agent, for indexes that keep nothing else of it.</summary>
public sealed record AgentExposure(string TechnicalName, string Visibility, IReadOnlyList<string> AllowedGroups, string OwnerSubject)
{
    public static AgentExposure Of(AgentDocument agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return new(agent.TechnicalName, agent.Visibility, agent.AllowedGroups, agent.OwnerSubject);
    }
}
