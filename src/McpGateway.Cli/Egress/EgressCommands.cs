using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Egress;

/// <summary><c>mcpgw egress</c>: credentials of the callers' own at servers, and the user's accounts there.</summary>
internal static class EgressCommands
{
    public static Command Create(CliContext cli) => new("egress", "Use callers' own accounts at the servers behind the gateway")
    {
        Get(cli),
        EgressSet.Create(cli),
        Remove(cli),
        Connections(cli),
        Connect(cli),
        Disconnect(cli),
    };

    public static Argument<string> Path() => new("path") { Description = "path of the server, such as /github" };

    public static DetailView Describe(JsonElement settings) => new DetailView()
        .Add("server", new(settings.Text("server_path"), Tone.Strong))
        .Add("mode", settings.Text("mode"))
        .Add("provider", settings.Text("provider"))
        .Add("tenant", settings.Text("tenant"))
        .Add("issuer", settings.Text("issuer"))
        .Add("authorization", settings.Text("authorization_endpoint"))
        .Add("token", settings.Text("token_endpoint"))
        .Add("revocation", settings.Text("revocation_endpoint"))
        .Add("client", settings.Text("client_id"))
        .Add("client secret", settings.Flag("has_client_secret") ? "stored" : "")
        .Add("authentication", settings.Text("client_authentication"))
        .Add("scopes", settings.Joined("scopes"))
        .Add("resource", settings.Text("resource"))
        .Add("audience", settings.Text("audience"))
        .Add("changed", $"{settings.Moment("updated_at")} by {settings.Text("updated_by")}");

    private static Command Get(CliContext cli)
    {
        var path = Path();
        return cli.Runs(new("get", "Show how requests to a server get a credential") { path }, async (run, cancellationToken) =>
        {
            var answer = await run.GetAsync(ApiRoutes.EgressGet, cancellationToken, run.Get(path));
            run.Output.Result(answer, () => Describe(answer).Render());
        });
    }

    private static Command Remove(CliContext cli)
    {
        var path = Path();
        var yes = Confirmation.Option();
        return cli.Runs(
            new("remove", "Remove the settings of a server and every account connected under them") { path, yes },
            async (run, cancellationToken) =>
            {
                await Confirmation.AskAsync(
                    run, yes, $"Remove the egress settings of {run.Get(path)} and all accounts under them?", cancellationToken);
                var answer = await run.SendAsync(ApiRoutes.EgressRemove, null, cancellationToken, run.Get(path));
                run.Output.Result(answer, $"{answer.Text("server_path")} has no egress settings any more.");
            });
    }

    private static Command Connections(CliContext cli) =>
        cli.Runs(new("connections", "List your accounts at servers"), async (run, cancellationToken) =>
        {
            var answer = await run.GetAsync(ApiRoutes.EgressConnections, cancellationToken);
            run.Output.Result(answer, () => new TableView(
                "No server asks for an account of yours.", "!SERVER", "PROVIDER", "STATE", "SCOPES", "SINCE", "ENDS")
                .AddAll(answer.Items("connections"), static connection =>
                [
                    new(connection.Text("server_path"), Tone.Strong), connection.Text("provider"),
                    new(connection.Text("status").Replace('_', ' '), connection.Text("status") == "connected" ? Tone.Good : Tone.Warning),
                    connection.Joined("scopes"), connection.Moment("connected_at"),
                    connection.Flag("is_renewed") ? "renewed" : connection.Moment("expires_at"),
                ])
                .Render());
        });

    /// <summary>The provider's page is for a browser: the gateway sends it there and takes the answer.</summary>
    private static Command Connect(CliContext cli)
    {
        var path = Path();
        var command = new Command("connect", "Connect an account of yours at a server, in the browser") { path };
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var answer = await run.GetAsync(ApiRoutes.EgressConnections, cancellationToken);
            var known = answer.Items("connections")
                .FirstOrDefault(connection => connection.Text("server_path").Trim('/') == run.Get(path).Trim('/'));
            if (known.Text("connect_path") is not { Length: > 0 } there)
            {
                throw new CommandFailure(
                    ExitCodes.NotFound, $"{run.Get(path)} takes no account of yours.", "See which do: mcpgw egress connections.");
            }

            var page = new Uri(run.Target.Address, there);
            if (run.Output.IsJson)
            {
                run.Output.Json(new JsonObject { ["url"] = page.AbsoluteUri });
                return;
            }

            run.Output.Line(page.AbsoluteUri);
            run.Output.Note(run.Environment.OpenBrowser(page)
                ? "Go on in the browser. mcpgw egress connections tells when it is done."
                : "Open it in a browser. mcpgw egress connections tells when it is done.");
        });
    }

    private static Command Disconnect(CliContext cli)
    {
        var path = Path();
        return cli.Runs(new("disconnect", "Forget your account at a server") { path }, async (run, cancellationToken) =>
        {
            var answer = await run.SendAsync(ApiRoutes.EgressDisconnect, null, cancellationToken, run.Get(path));
            run.Output.Result(answer, $"Your account at {answer.Text("server_path")} is disconnected.");
        });
    }
}
