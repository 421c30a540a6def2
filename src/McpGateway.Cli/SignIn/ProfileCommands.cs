using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.SignIn;

/// <summary><c>mcpgw profile</c>: the gateways that were signed in to.</summary>
internal static class ProfileCommands
{
    public static Command Create(CliContext cli)
    {
        var used = Name(cli);
        var removed = Name(cli);
        return new("profile", "Choose between several gateways")
        {
            cli.Runs(new("list", "List the gateways that you signed in to"), ListAsync),
            cli.Runs(new("use", "Make one the gateway of all commands") { used }, (run, cancellationToken) =>
                UseAsync(run, run.Get(used), cancellationToken)),
            cli.Runs(new("remove", "Forget a gateway and its tokens") { removed }, (run, cancellationToken) =>
                RemoveAsync(run, run.Get(removed), cancellationToken)),
        };
    }

    private static Argument<string> Name(CliContext cli)
    {
        var name = new Argument<string>("name") { Description = "name of the profile" };
        name.CompletionSources.Add(_ => new ProfileStore(cli.Environment).Profiles.Profiles.Keys.Select(
            static key => new System.CommandLine.Completions.CompletionItem(key)));
        return name;
    }

    private static Task ListAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var list = run.Profiles.Profiles;
        var profiles = list.Profiles.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToArray();
        if (run.Output.IsJson)
        {
            run.Output.Json(new JsonArray([.. profiles.Select(pair => (JsonNode)new JsonObject
            {
                ["name"] = pair.Key,
                ["url"] = pair.Value.Url,
                ["user"] = pair.Value.User,
                ["current"] = pair.Key == list.Current,
                ["signed_in"] = run.Profiles.CredentialOf(pair.Key) is not null,
            })]));
            return Task.CompletedTask;
        }

        run.Output.Show(new TableView("There is no profile yet: mcpgw login --gateway <url>.", "!NAME", "GATEWAY", "USER", "!SIGNED IN")
            .AddAll(profiles, pair =>
            [
                pair.Key + (pair.Key == list.Current ? " *" : ""), pair.Value.Url, pair.Value.User,
                Cell.State(run.Profiles.CredentialOf(pair.Key) is null ? "no" : "yes"),
            ]).Render());
        return Task.CompletedTask;
    }

    private static async Task UseAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        Check(run, name);
        using var held = await run.Profiles.LockAsync(cancellationToken);
        run.Profiles.Use(name);
        run.Output.Note($"Commands go to {run.Profiles.Profiles.Profiles[name].Url} from now on.");
    }

    private static async Task RemoveAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        Check(run, name);
        using var held = await run.Profiles.LockAsync(cancellationToken);
        run.Profiles.Remove(name);
        run.Output.Note($"The profile '{name}' is gone. Tokens that it had end by themselves; mcpgw logout ends them at once.");
    }

    private static void Check(CommandRun run, string name)
    {
        if (!run.Profiles.Profiles.Profiles.ContainsKey(name))
        {
            throw new CommandFailure(ExitCodes.NotFound, $"There is no profile '{name}'.", "mcpgw profile list shows all.");
        }
    }
}
