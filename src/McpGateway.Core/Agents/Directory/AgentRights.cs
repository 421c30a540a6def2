using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Directory;

/// <summary>What a caller may do with one agent. For showing what can be done: each operation decides again.</summary>
/// <param name="MayModify">Change it, fetch its card again, approve or reject a changed one.</param>
/// <param name="MayDelete">Delete it.</param>
/// <param name="MayToggle">Switch it on and off.</param>
/// <param name="IsOwner">The caller registered it.</param>
public sealed record AgentRights(bool MayModify, bool MayDelete, bool MayToggle, bool IsOwner)
{
    public static readonly AgentRights None = new(MayModify: false, MayDelete: false, MayToggle: false, IsOwner: false);

    public static AgentRights Of(Caller caller, AgentEntry entry) => Of(AgentSight.Of(caller), entry);

    public static AgentRights Of(AgentSight sight, AgentEntry entry)
    {
        ArgumentNullException.ThrowIfNull(sight);
        ArgumentNullException.ThrowIfNull(entry);
        return new(
            AgentAuthorization.ModifyRefusal(sight, entry) is null,
            AgentAuthorization.DeleteRefusal(sight, entry.Agent) is null,
            AgentAuthorization.ToggleRefusal(sight, entry) is null,
            sight.IsOwner(entry.Agent));
    }
}
