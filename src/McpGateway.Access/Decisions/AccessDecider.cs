using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Access.Decisions;

/// <summary>
/// Decides for the data plane, by the policy in force when the request is judged. Denies callers that this product did not make.
/// </summary>
internal sealed class AccessDecider(AccessSnapshotHolder holder, IEnumerable<IServerSight> sights) : IAccessDecider
{
    private readonly IServerSight[] _sights = [.. sights];

    public IServerAccess For(ProxyCaller caller, Route route) =>
        caller.Principal is Caller principal && IsSeen(principal, route)
            ? holder.Current.For(principal.Scopes).For(route.Name)
            : ServerAccess.None;

    private bool IsSeen(Caller caller, Route route)
    {
        foreach (var sight in _sights)
        {
            if (!sight.Sees(caller, route))
            {
                return false;
            }
        }

        return true;
    }
}
