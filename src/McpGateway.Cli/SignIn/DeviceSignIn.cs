using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.SignIn;

/// <summary>Sign-in with a browser anywhere: the user enters a code there (RFC 8628).</summary>
internal sealed class DeviceSignIn(CliEnvironment environment, Output output)
{
    private static readonly TimeSpan Slower = TimeSpan.FromSeconds(5);

    public async Task<Credential> RunAsync(AuthorizationServer server, string client, CancellationToken cancellationToken)
    {
        var started = await server.StartDeviceAsync(client, cancellationToken);

        // Asked for by hand, so it is shown whatever --quiet says.
        var screen = output.Terminal.Error;
        await screen.WriteLineAsync($"Open {PlainText.Line(started.Text("verification_uri"))} in any browser and enter the code");
        await screen.WriteLineAsync("  " + PlainText.Line(started.Text("user_code")));
        var pause = TimeSpan.FromSeconds(started.Number("interval") ?? 5);
        var end = environment.Time.GetUtcNow().AddSeconds(started.Number("expires_in") ?? 600);
        while (environment.Time.GetUtcNow() < end)
        {
            await Task.Delay(pause, environment.Time, cancellationToken);
            var (credential, answer) = await server.ExchangeDeviceAsync(client, started.TextOnly("device_code"), cancellationToken);
            if (credential is not null)
            {
                return credential;
            }

            pause = answer.Error switch
            {
                "authorization_pending" => pause,
                "slow_down" => pause + Slower,
                "access_denied" => throw new CommandFailure(ExitCodes.NotSignedIn, "The sign-in was declined."),
                _ => throw new CommandFailure(
                    ExitCodes.NotSignedIn, $"The gateway gave no token: {answer.Error} {answer.Description}".TrimEnd()),
            };
        }

        throw new CommandFailure(
            ExitCodes.NotSignedIn, "The code has ended before anybody entered it.", "Run it again: mcpgw login --device.");
    }
}
