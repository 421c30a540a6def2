using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.SignIn;

/// <summary><c>mcpgw whoami</c>: as whom the gateway sees the caller.</summary>
internal static class WhoamiCommand
{
    public static Command Create(CliContext cli) => cli.Runs(new("whoami", "Show who you are to the gateway"), RunAsync);

    private static async Task RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var me = await run.GetAsync(ApiRoutes.Me, cancellationToken);
        run.Output.Result(me, () => new DetailView()
            .Add("user", new(me.Text("username"), Tone.Strong))
            .Add("gateway", run.Gateway.Target.Address.AbsoluteUri.TrimEnd('/'))
            .Add("profile", run.Gateway.Target.ProfileName)
            .Add("signed in by", me.Text("auth_method"))
            .Add("provider", me.Text("provider"))
            .Add("groups", me.Joined("groups"))
            .Add("scopes", me.Joined("scopes"))
            .Add("administrator", me.Text("is_admin"))
            .Render());
    }
}
