using McpGateway.Access.Decisions;
using McpGateway.Foundation;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Users;
using McpGateway.Proxy.Access;

namespace McpGateway.Identity.Credentials;

/// <summary>The caller behind a credential under one access policy and one state of the accounts and clients.</summary>
public sealed record ResolvedCaller(
    Caller Caller, ProxyCaller Proxy, CompiledAccess Access, long PolicyVersion, UserSnapshot Users, ManagedClientSnapshot Clients)
{
    /// <summary>
    /// Whether something that was opened under this caller may be more than <paramref name="next"/>, the same one later, may have.
    /// </summary>
    public bool MayMoreThan(ResolvedCaller? next) =>
        next is null || Caller.Scopes.Except(next.Caller.Scopes).Any() || Access.ReachesMoreThan(next.Access);
}
