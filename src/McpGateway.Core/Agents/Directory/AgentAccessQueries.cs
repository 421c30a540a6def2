using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Agents.Directory;

/// <summary>Who sees an agent and who may call it, as the policy in force says.</summary>
public sealed class AgentAccessQueries(AgentQueries agents, AccessSnapshotHolder policy)
{
    public Result<AgentAccess> Find(Caller caller, string path)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var sight = AgentSight.Of(caller);
        var found = agents.Find(sight, path);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var (agent, card) = found.Value;
        var snapshot = policy.Current;
        var own = snapshot.For(caller.Scopes).For(agent.TechnicalName);
        var isShown = AgentRights.Of(sight, found.Value).MayModify;
        return new AgentAccess
        {
            Methods = [.. A2aMethods.Names.Select(static item => item.Name).Where(method => Allows(own, method, card.Skills))],
            Skills = [.. card.Skills.Where(skill => AllowsMessage(own, skill.Id)).Select(static skill => skill.Id)],
            NeedsSkill = A2aMethods.Names.Select(static item => item.Name).Where(A2aMethods.CarriesMessage)
                .All(method => own.JudgeMessage(method, null) != MessageVerdict.Allowed),
            Grants = isShown ? GrantsOf(snapshot.Scopes, agent.TechnicalName) : null,
        };
    }

    private static bool Allows(ServerAccess access, string method, IReadOnlyList<Cards.AgentSkill> skills) =>
        A2aMethods.CarriesMessage(method)
            ? access.JudgeMessage(method, null) == MessageVerdict.Allowed
                || skills.Any(skill => access.JudgeMessage(method, skill.Id) == MessageVerdict.Allowed)
            : access.AllowsMethod(method);

    private static bool AllowsMessage(ServerAccess access, string skill) =>
        access.JudgeMessage(A2aMethods.SendMessage, skill) == MessageVerdict.Allowed
        || access.JudgeMessage(A2aMethods.SendStreamingMessage, skill) == MessageVerdict.Allowed;

    private static IReadOnlyList<AgentGrant> GrantsOf(IEnumerable<ScopeRecord> scopes, string name) =>
    [
        .. from scope in scopes
           let rules = scope.Rules.Where(rule => CompiledScope.NameOf(rule) is var server && (server == "*" || server == name)).ToArray()
           let actions = AgentPermissions.All.Where(action => Grants(scope, action, name)).ToArray()
           where rules.Length > 0 || actions.Length > 0
           orderby scope.Name
           select new AgentGrant(scope.Name, scope.GroupMappings, actions, rules),
    ];

    private static bool Grants(ScopeRecord scope, string action, string name) =>
        scope.UiPermissions.TryGetValue(action, out var resources)
        && resources.Any(resource => resource == "all" || resource.Trim('/') == name);
}

/// <summary>What a caller may do at an agent's address, and, for those who may change the agent, what grants it to whom.</summary>
public sealed record AgentAccess
{
    /// <summary>Names of A2A 1.0 of the methods that the caller may use, with some skill at least.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Ids of the skills that the caller may ask for.</summary>
    public required IReadOnlyList<string> Skills { get; init; }

    /// <summary>Whether a message of the caller has to name a skill, or is refused.</summary>
    public required bool NeedsSkill { get; init; }

    /// <summary>Every scope that grants something on the agent; null for those who may not change it.</summary>
    public IReadOnlyList<AgentGrant>? Grants { get; init; }

    /// <summary>Whether the caller may send it a message at all.</summary>
    public bool MaySend => Methods.Any(A2aMethods.CarriesMessage);
}

/// <summary>What one scope grants on an agent.</summary>
/// <param name="Groups">Whose members hold the scope.</param>
/// <param name="Actions">Permissions of the registry: <c>list_agents</c>, <c>publish_agent</c>, …</param>
/// <param name="Rules">Rules for calls that name the agent, or every server.</param>
public sealed record AgentGrant(
    string Scope, IReadOnlyList<string> Groups, IReadOnlyList<string> Actions, IReadOnlyList<ServerRule> Rules);
