using System.CommandLine;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console.Rendering;

namespace McpGateway.Cli.Keys;

/// <summary><c>mcpgw key</c>: the keys that sign the gateway's tokens.</summary>
internal static class KeyCommands
{
    public static Command Create(CliContext cli) => new("key", "Show and rotate the keys that sign the gateway's tokens")
    {
        cli.Runs(new("list", "List the published keys"), async (run, cancellationToken) =>
        {
            var answer = await run.GetAsync(ApiRoutes.SigningKeys, cancellationToken);
            run.Output.Result(answer, () => Table(answer));
        }),
        Rotate(cli),
    };

    private static Command Rotate(CliContext cli)
    {
        var yes = Confirmation.Option();
        return cli.Runs(
            new("rotate", "Sign with a new key; old ones stay published until their last token has ended") { yes },
            async (run, cancellationToken) =>
            {
                await Confirmation.AskAsync(run, yes, "Sign with a new key from now on?", cancellationToken);
                var answer = await run.SendAsync(ApiRoutes.SigningKeyRotate, null, cancellationToken);
                run.Output.Result(answer, () => Table(answer));
            });
    }

    private static IRenderable Table(JsonElement answer) => new TableView("There is no key.", "!ID", "STATE", "CREATED", "RETIRES")
        .AddAll(answer.Items("keys"), static key =>
        [
            new(key.Text("key_id"), Tone.Strong),
            new(key.Text("state"), key.Text("state") == "signing" ? Tone.Good : Tone.Faint),
            key.Moment("created_at"), key.Moment("retires_at"),
        ])
        .Render();
}
