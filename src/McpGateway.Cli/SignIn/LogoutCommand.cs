using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Connecting;
using McpGateway.Cli.Profiles;

namespace McpGateway.Cli.SignIn;

/// <summary><c>mcpgw logout</c>: ends the grant at the gateway and forgets the tokens here.</summary>
internal static class LogoutCommand
{
    public static Command Create(CliContext cli) => cli.Runs(new("logout", "Sign out, and forget the tokens"), RunAsync);

    private static async Task RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        if (run.Gateway.Target.ProfileName is not { } profile
            || await run.Credentials.FindAsync(profile, cancellationToken) is not { } credential)
        {
            run.Output.Note($"Nobody is signed in at {run.Gateway.Target.Address}.");
            return;
        }

        var isRevoked = await RevokeAsync(run, credential, cancellationToken);
        using (await run.Profiles.LockAsync(cancellationToken))
        {
            await run.Credentials.RemoveAsync(profile, cancellationToken);
        }

        run.Output.Result(new JsonObject { ["profile"] = profile, ["revoked"] = isRevoked }, $"Signed out (profile '{profile}').");
        if (!isRevoked)
        {
            run.Output.Warn("The gateway was not told. A token that somebody copied works until it ends: mcpgw token revoke.");
        }
    }

    /// <summary>Whether the gateway has ended the tokens. One that cannot be reached does not keep them here.</summary>
    private static async Task<bool> RevokeAsync(CommandRun run, Credential credential, CancellationToken cancellationToken)
    {
        if (credential is not { RefreshToken: { } token, RevocationEndpoint: { Length: > 0 } endpoint, ClientId: { } client })
        {
            return false;
        }

        try
        {
            using var http = new HttpClient(run.Environment.Handlers());
            using var form = new FormUrlEncodedContent([new("token", token), new("client_id", client)]);
            using var response = await http.PostAsync(endpoint, form, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException unreachable)
        {
            run.Output.Detail(Failures.Of(unreachable, run.Gateway.Target).Message);
            return false;
        }
    }
}
