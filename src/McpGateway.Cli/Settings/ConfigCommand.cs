using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Settings;

/// <summary><c>mcpgw config</c>: the gateway's settings in force.</summary>
internal static class ConfigCommand
{
    public static Command Create(CliContext cli)
    {
        var filter = new Argument<string?>("filter")
        {
            Description = "only keys and names of the environment that contain it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return cli.Runs(new("config", "Show the settings of a gateway that are in force") { filter }, async (run, cancellationToken) =>
        {
            var answer = await run.GetAsync(ApiRoutes.Settings, cancellationToken);
            var part = run.Parsed.GetValue(filter) ?? "";
            run.Output.Result(answer, () => new TableView("There is no such setting.", "!SETTING", "!VALUE", "ENVIRONMENT")
                .AddAll(
                    answer.Items("settings").Where(setting =>
                        setting.Text("key").Contains(part, StringComparison.OrdinalIgnoreCase)
                        || setting.Joined("environment").Contains(part, StringComparison.OrdinalIgnoreCase)),
                    static setting =>
                    [
                        new(setting.Text("key"), Tone.Strong),
                        new(setting.Text("value"), setting.Flag("secret") ? Tone.Faint : Tone.Plain), setting.Joined("environment"),
                    ])
                .Render());
        });
    }
}
