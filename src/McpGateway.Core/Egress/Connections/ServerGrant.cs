using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;

namespace McpGateway.Core.Egress.Connections;

/// <summary>
/// Whether a user may connect an account at a server: whoever may use it, when its settings are for it as it is now.
/// </summary>
internal sealed class ServerGrant(EgressDirectory directory, EgressTargets targets)
{
    public async Task<Result<(
        EgressServer Egress, EgressTarget Server)>> FindAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var found = await targets.FindAsync(caller, path, cancellationToken);
        if (!found.IsSuccess)
        {
            // Also for whoever may not use it: they do not learn whether there is one.
            return found.Error;
        }

        if (directory.Find(found.Value.Key) is not { Settings.Mode: EgressMode.UserOAuth } egress)
        {
            return new Error(ErrorKind.Conflict, "This server or agent takes no connected accounts");
        }

        return egress.Covers(found.Value)
            ? (egress, found.Value)
            : new Error(
                ErrorKind.Conflict,
                "The address has changed since its sign-in was configured: an administrator has to confirm the settings");
    }
}
