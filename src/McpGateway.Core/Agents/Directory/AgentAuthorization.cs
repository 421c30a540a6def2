using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Directory;

/// <summary>What a caller may do with agents, and how a refusal reads. Permissions name an agent by its path.</summary>
internal static class AgentAuthorization
{
    public const string NoAccess = "You do not have access to this agent";

    public static Error? SeeRefusal(AgentSight sight, AgentEntry entry) =>
        sight.Sees(entry.Agent) ? null : new(ErrorKind.Forbidden, NoAccess);

    /// <summary>Whether the caller may register an agent at a path, or put another card there.</summary>
    public static bool MayPublish(Caller caller, string key) => Holds(caller, AgentPermissions.Publish, key);

    public static Error? PublishRefusal(Caller caller, string key) =>
        !caller.Permissions.MayAny(AgentPermissions.Publish)
            ? new(ErrorKind.Forbidden, "You do not have permission to register agents")
            : !MayPublish(caller, key)
                ? new(ErrorKind.Forbidden, $"You do not have permission to register agents at '{key}': publish_agent must name the path")
                : null;

    public static Error? ModifyRefusal(AgentSight sight, AgentEntry entry)
    {
        var caller = sight.Caller;
        return caller.Permissions.IsAdmin ? null
            : !sight.Sees(entry.Agent) ? new(ErrorKind.Forbidden, NoAccess)
            : !HoldsAny(caller, entry, AgentPermissions.Modify, AgentPermissions.Publish)
                && !HoldsByName(caller, ServerPermissions.Modify, entry)
                ? new(ErrorKind.Forbidden, $"You do not have permission to modify_service for {entry.Card.Name}")
            : !sight.IsOwner(entry.Agent) ? new(ErrorKind.Forbidden, "You can only update agents you registered")
            : null;
    }

    public static Error? DeleteRefusal(AgentSight sight, AgentDocument agent)
    {
        var (key, caller) = (agent.Path, sight.Caller);
        return caller.Permissions.IsAdmin ? null
            : !sight.Sees(agent) ? new(ErrorKind.Forbidden, NoAccess)
            : !sight.IsOwner(agent)
                || !(Holds(caller, AgentPermissions.Delete, key) || Holds(caller, AgentPermissions.Publish, key))
                ? new(ErrorKind.Forbidden, "Only admins or agent owners can delete agents")
            : null;
    }

    /// <summary>
    /// Owners switch what they may modify; whoever holds <c>toggle_service</c> for an agent switches it as an operator switches servers.
    /// </summary>
    public static Error? ToggleRefusal(AgentSight sight, AgentEntry entry)
    {
        var caller = sight.Caller;
        var isOwnersRight = sight.IsOwner(entry.Agent) && HoldsAny(caller, entry, AgentPermissions.Modify, AgentPermissions.Publish);
        return caller.Permissions.IsAdmin ? null
            : !sight.Sees(entry.Agent) ? new(ErrorKind.Forbidden, NoAccess)
            : isOwnersRight || HoldsByName(caller, ServerPermissions.Toggle, entry) ? null
            : new(ErrorKind.Forbidden, $"You do not have permission to toggle_service for {entry.Card.Name}");
    }

    private static bool HoldsAny(Caller caller, AgentEntry entry, params ReadOnlySpan<string> actions)
    {
        foreach (var action in actions)
        {
            if (Holds(caller, action, entry.Agent.Path))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(Caller caller, string action, string key) => caller.Permissions.May(action, key, key.Trim('/'), key + "/");

    /// <summary>Permissions on servers that existing scopes grant for agents too, by path or display name.</summary>
    private static bool HoldsByName(Caller caller, string action, AgentEntry entry) =>
        caller.Permissions.May(action, entry.Agent.Path, entry.Agent.TechnicalName, entry.Card.Name);
}
