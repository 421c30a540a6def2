using System.Net;
using McpGateway.Cli.Connecting;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Mcp;

/// <summary>A refused MCP request in words: the gateway's own where it refused, and what to do now.</summary>
internal static class McpRefusals
{
    /// <param name="server">As it was typed.</param>
    /// <param name="status">What the MCP client met.</param>
    /// <param name="last">What the gateway itself refused last; it counts when its status is the same.</param>
    public static CommandFailure Of(string server, HttpStatusCode status, GatewayRefusal? last, HttpRequestException cause)
    {
        var own = last?.Status == status ? last : null;
        var path = server.Trim('/');
        return (int)status switch
        {
            401 => new(ExitCodes.NotSignedIn, "The gateway does not take the token.", "Sign in: mcpgw login.", cause),
            403 when own?.Kind == "quarantined" => new(
                ExitCodes.Denied, own.Reason, "Administrators see what changed, and approve it: mcpgw pin list.", cause),
            403 => new(
                ExitCodes.Denied,
                own?.Reason ?? $"You may not do this at {server}.",
                $"mcpgw whoami shows your scopes. Administrators see why: mcpgw access explain {path} --user <name> --tool <tool>.",
                cause),
            404 => new(ExitCodes.NotFound, $"There is no server {server} that you may use.", "mcpgw server list shows them.", cause),

            // It was reached, and says what is wrong behind it.
            _ when own is not null => new(ExitCodes.Failed, $"{server}: {own.Reason}", $"mcpgw server get /{path} tells its state.", cause),
            _ => new(
                (int)status >= 502 ? ExitCodes.Unreachable : ExitCodes.Failed,
                $"{server} answered {(int)status}.",
                $"mcpgw server get {server} tells its state.",
                cause),
        };
    }
}
