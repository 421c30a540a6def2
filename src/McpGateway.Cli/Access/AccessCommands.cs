using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Access;

/// <summary><c>mcpgw access</c>: who may call what, and why.</summary>
internal static class AccessCommands
{
    public static Command Create(CliContext cli) => new("access", "Explain, try, export and import the access policy")
    {
        AccessExplain.Create(cli),
        AccessSimulate.Create(cli),
        Export(cli),
        Import(cli),
    };

    private static Command Export(CliContext cli)
    {
        var file = new Option<string?>("--output", "-o") { Description = "write to this file instead" };
        return cli.Runs(new("export", "Print all scopes as scopes.yml") { file }, async (run, cancellationToken) =>
        {
            var answer = await run.Gateway.SendAsync(ApiRoutes.AccessExport, cancellationToken);
            if (run.Get(file) is { } name)
            {
                await File.WriteAllTextAsync(Path.Combine(run.Environment.WorkingDirectory, name), answer.Text, cancellationToken);
                run.Output.Note($"The policy is in {name}.");
                return;
            }

            await run.Output.Terminal.Out.WriteAsync(answer.Text.AsMemory(), cancellationToken);
        });
    }

    private static Command Import(CliContext cli)
    {
        var file = new Argument<string>("file") { Description = "a scopes.yml (- for standard input)" };
        var replace = new Option<bool>("--replace") { Description = "remove the scopes that the file does not name" };
        var yes = Confirmation.Option();
        return cli.Runs(new("import", "Take over scopes from a scopes.yml") { file, replace, yes }, async (run, cancellationToken) =>
        {
            if (run.Get(replace))
            {
                await Confirmation.AskAsync(run, yes, "Replace the whole access policy?", cancellationToken);
            }

            using var body = Bodies.Text(await InputFiles.ReadAsync(run, run.Get(file), cancellationToken), "application/yaml");
            var answer = await run.Gateway.JsonAsync(
                ApiRoutes.AccessImport, cancellationToken, body: body, query: [new("replace", Bodies.Flag(run.Get(replace)))]);
            run.Output.Result(answer, () => new DetailView()
                .Add("written", answer.Joined("written") is { Length: > 0 } written ? written : "nothing: all is as in the file")
                .Add("deleted", answer.Joined("deleted"))
                .Add("without rules", new(answer.Joined("undefined"), Tone.Warning))
                .Render());
        });
    }
}
