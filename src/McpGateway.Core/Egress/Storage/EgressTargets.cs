using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Egress.Storage;

/// <summary>Finds the server or the agent at a path, and says who may do what with credentials at it.</summary>
internal sealed class EgressTargets(
    ServerCatalog servers, AgentCatalog agents, ServerAuthorization guard, DocumentStore documents)
{
    /// <summary>What is at a path, from memory.</summary>
    public EgressTarget? Find(string key) =>
        servers.Current.GetValueOrDefault(key) is { } server ? EgressTarget.Of(server.Server)
        : agents.Current.GetValueOrDefault(key) is { } agent ? EgressTarget.Of(agent)
        : null;

    /// <summary>Whether the caller may call what is at a path, or sees the agent there.</summary>
    public bool MayUse(Caller caller, string key) =>
        servers.Current.GetValueOrDefault(key) is { } server ? guard.MayUse(caller, server.Server)
        : agents.Current.GetValueOrDefault(key) is { } agent && AgentSight.Of(caller).Sees(agent.Agent);

    /// <summary>What is at a path as it is stored now, for those who may use it: to others there is nothing.</summary>
    public async Task<Result<EgressTarget>> FindAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        // What another replica has just stored counts, too: credentials are given for the addresses that there are.
        await documents.CatchUpAsync(cancellationToken);
        var key = ServerPath.KeyOf(path);
        return Find(key) is { } target && MayUse(caller, key) ? target : new Error(ErrorKind.NotFound, "Service path not registered");
    }

    /// <summary>As <see cref="FindAsync"/>, for those who may modify it.</summary>
    public async Task<Result<EgressTarget>> FindToModifyAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, path, cancellationToken);
        return !found.IsSuccess ? found.Error : ModifyRefusal(caller, found.Value.Key) is { } refusal ? refusal : found;
    }

    private Error? ModifyRefusal(Caller caller, string key) =>
        servers.Current.GetValueOrDefault(key) is { } server
            ? guard.Refusal(caller, ServerPermissions.Modify, server.Server, "modify")
            : agents.Current.GetValueOrDefault(key) is { } agent && AgentRights.Of(caller, agent).MayModify
                ? null
                : new(ErrorKind.Forbidden, "You do not have permission to modify this agent");
}
