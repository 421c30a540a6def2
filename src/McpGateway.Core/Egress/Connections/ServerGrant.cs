using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Egress.Connections;

/// <summary>
/// Whether a user may connect an account at a server: whoever may use the server, when its settings are for it as it is now.
/// </summary>
internal sealed class ServerGrant(EgressDirectory directory, ServerRepository servers, ServerAuthorization guard)
{
    public async Task<Result<(
        EgressServer Egress, ServerRecord Server)>> FindAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var key = ServerPath.KeyOf(path);
        if (await servers.FindAsync(key, cancellationToken) is not { Value: var server } || !guard.MayUse(caller, server))
        {
            // The same for both: whoever may not use a server does not learn whether there is one.
            return new Error(ErrorKind.NotFound, "Service path not registered");
        }

        if (directory.Find(key) is not { Settings.Mode: EgressMode.UserOAuth } egress)
        {
            return new Error(ErrorKind.Conflict, "This server takes no connected accounts");
        }

        return egress.Covers(server)
            ? (egress, server)
            : new Error(
                ErrorKind.Conflict,
                "The server's address has changed since its sign-in was configured: an administrator has to confirm the settings");
    }
}
