using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Access.Decisions;

/// <summary>
/// Decides for the data plane, by the policy in force when the request is judged. Denies callers that this product did not make.
/// </summary>
internal sealed class AccessDecider(AccessSnapshotHolder holder) : IAccessDecider
{
    public IServerAccess For(ProxyCaller caller, Route route) =>
        caller.Principal is Caller principal ? holder.Current.For(principal.Scopes).For(route.Name) : ServerAccess.None;
}
