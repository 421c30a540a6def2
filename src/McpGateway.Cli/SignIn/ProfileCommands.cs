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

    private static async Task ListAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var list = run.Profiles.Profiles;
        var rows = new List<ProfileRow>();
        foreach (var (name, profile) in list.Profiles.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            rows.Add(new(name, profile, await IsSignedInAsync(run, name, cancellationToken), run.Credentials.PlaceOf(name)));
        }

        if (run.Output.IsJson)
        {
            run.Output.Json(new JsonArray([.. rows.Select(row => (JsonNode)new JsonObject
            {
                ["name"] = row.Name,
                ["url"] = row.Profile.Url,
                ["user"] = row.Profile.User,
                ["current"] = row.Name == list.Current,
                ["signed_in"] = row.IsSignedIn,
                ["store"] = WordOf(row.Place),
            })]));
            return;
        }

        run.Output.Show(new TableView("There is no profile yet: mcpgw login --gateway <url>.", "!NAME", "GATEWAY", "USER", "!SIGNED IN")
            .AddAll(rows, row =>
            [
                row.Name + (row.Name == list.Current ? " *" : ""), row.Profile.Url, row.Profile.User,
                row.IsSignedIn switch
                {
                    true => new($"yes, {WordOf(row.Place)}", Tone.Good),
                    false => Cell.State("no"),
                    null => Cell.State("unknown"),
                },
            ]).Render());
    }

    /// <summary>Null when the keyring does not say: the others are listed all the same.</summary>
    private static async Task<bool?> IsSignedInAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await run.Credentials.FindAsync(name, cancellationToken) is not null;
        }
        catch (CommandFailure problem) when (run.Credentials.PlaceOf(name) == CredentialPlace.Keyring)
        {
            run.Output.Detail($"{name}: {problem.Message}");
            return null;
        }
    }

    private static string WordOf(CredentialPlace place) => place == CredentialPlace.Keyring ? "keyring" : "file";

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
        await run.Credentials.RemoveAsync(name, cancellationToken);
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

    private sealed record ProfileRow(string Name, Profile Profile, bool? IsSignedIn, CredentialPlace Place);
}
