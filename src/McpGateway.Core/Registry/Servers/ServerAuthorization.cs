using McpGateway.Access.Decisions;
using McpGateway.Foundation;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// What a caller may do with a server. Registry permissions name a server by its path, its technical name or its display name; the right to
/// use it, and to call its tools, is the data plane's own policy, so that no page shows what a call would refuse. Both are narrowed by who
/// sees the server at all (<see cref="ServerExposure"/>).
/// </summary>
public sealed class ServerAuthorization(AccessSnapshotHolder access)
{
    /// <summary>Whether the caller may use the server through the gateway.</summary>
    public bool MayUse(Caller caller, ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(server);
        return caller.Permissions.IsAdmin
            || (access.Current.For(caller.Scopes).For(server.TechnicalName).AllowsServer && ServerExposure.Of(server).Includes(caller));
    }

    /// <summary>Whether lists show the server to the caller.</summary>
    public bool MaySee(Caller caller, ServerRecord server) => MayUse(caller, server) && Holds(caller, ServerPermissions.List, server);

    /// <summary>Whether the caller may do <paramref name="action"/> to the server: needs the permission and the right to use it.</summary>
    public bool May(Caller caller, string action, ServerRecord server) => MayUse(caller, server) && Holds(caller, action, server);

    /// <summary>Whether the caller holds the permission, whatever the right to use the server.</summary>
    public static bool Holds(Caller caller, string action, ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(server);
        return caller.Permissions.May(action, server.Path, server.Key, server.TechnicalName, server.ServerName);
    }

    /// <summary>
    /// Whether the caller may register something at a path that is free. The display name is the caller's own choice, so it proves nothing.
    /// </summary>
    public static bool MayRegister(Caller caller, string key)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(key);
        return caller.Permissions.May(ServerPermissions.Register, key, key + "/", key.Trim('/'));
    }

    /// <summary>Which tools of a server the caller may call: the only ones that are shown.</summary>
    public Func<string, bool> ToolFilter(Caller caller, ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(server);
        return caller.Permissions.IsAdmin ? static _ => true
            : !ServerExposure.Of(server).Includes(caller) ? static _ => false
            : access.Current.For(caller.Scopes).For(server.TechnicalName).AllowsTool;
    }

    /// <summary>The refusals of the contract, in its order: permission first, then the right to use the server.</summary>
    internal Error? Refusal(
        Caller caller, string action, ServerRecord server, string verb, string accessText = "You do not have access to this server") =>
        !Holds(caller, action, server) ? new(ErrorKind.Forbidden, $"You do not have permission to {verb} {server.ServerName}")
        : !MayUse(caller, server) ? new(ErrorKind.Forbidden, accessText)
        : null;
}
