using System.CommandLine;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Users;

/// <summary><c>mcpgw user</c>: accounts of people and programs, here or at the identity provider.</summary>
internal static class UserCommands
{
    public static Command Create(CliContext cli) => new("user", "Manage accounts of people and programs")
    {
        List(cli),
        Add(cli),
        AddService(cli),
        Set(cli, "enable", "Let a user sign in again", static _ => new() { ["enabled"] = true }),
        Set(cli, "disable", "Sign a user out and let them in no more", static _ => new() { ["enabled"] = false }),
        SetGroups(cli),
        SetPassword(cli),
        Remove(cli),
    };

    private static Argument<string> Name() => new("username") { Description = "name that the user signs in with" };

    private static Option<string[]> Groups() => new("--group") { Description = "a group; may be repeated", Required = true };

    private static Command List(CliContext cli)
    {
        var search = new Option<string?>("--search") { Description = "only those that contain it" };
        var limit = new Option<int>("--limit") { Description = "how many at most", DefaultValueFactory = static _ => 500 };
        return cli.Runs(new("list", "List accounts and their groups") { search, limit }, async (run, cancellationToken) =>
        {
            var answer = await run.Gateway.JsonAsync(
                ApiRoutes.UserList, cancellationToken, query: [new("search", run.Get(search)), new("limit", $"{run.Get(limit)}")]);
            run.Output.Result(answer, () => new TableView("There is no such account.", "USER", "NAME", "EMAIL", "!ENABLED", "GROUPS")
                .AddAll(answer.Items("users"), static user =>
                [
                    new(user.Text("username"), Tone.Strong), $"{user.Text("firstName")} {user.Text("lastName")}".Trim(), user.Text("email"),
                    Cell.State(user.Text("enabled")), user.Joined("groups"),
                ])
                .Render());
        });
    }

    private static Command Add(CliContext cli)
    {
        var name = Name();
        var email = new Option<string>("--email") { Description = "address of the user", Required = true };
        var first = new Option<string>("--first-name") { Description = "given name", Required = true };
        var last = new Option<string>("--last-name") { Description = "family name", Required = true };
        var groups = Groups();
        var command = new Command("add", "Create an account; its password is asked for, or read from standard input")
        {
            name, email, first, last, groups,
        };
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var body = new JsonObject
            {
                ["username"] = run.Get(name),
                ["email"] = run.Get(email),
                ["first_name"] = run.Get(first),
                ["last_name"] = run.Get(last),
                ["groups"] = Bodies.Names(run.Get(groups)!),
                ["password"] = await PasswordAsync(run, run.Get(name), cancellationToken),
            };
            var answer = await run.SendAsync(ApiRoutes.UserCreate, Bodies.Json(body), cancellationToken);
            run.Output.Result(answer, $"The account {answer.Text("username")} is created.");
        });
    }

    private static Command AddService(CliContext cli)
    {
        var name = new Argument<string>("name") { Description = "name of the service account" };
        var groups = Groups();
        var description = new Option<string?>("--description", "-d") { Description = "what it is for" };
        return cli.Runs(
            new("add-service", "Create an account for a program; its secret is shown once") { name, groups, description },
            async (run, cancellationToken) =>
            {
                var body = new JsonObject
                {
                    ["name"] = run.Get(name),
                    ["groups"] = Bodies.Names(run.Get(groups)!),
                    ["description"] = run.Get(description),
                };
                var answer = await run.SendAsync(ApiRoutes.UserCreateService, Bodies.Json(body), cancellationToken);
                run.Output.Result(answer, () => new DetailView()
                    .Add("client id", new(answer.Text("client_id"), Tone.Strong))
                    .Add("client secret", answer.Text("client_secret"))
                    .Add("groups", answer.Joined("groups"))
                    .Render());
                run.Output.Note("The secret is not shown again.");
            });
    }

    private static Command Set(CliContext cli, string verb, string description, Func<CommandRun, JsonObject> change)
    {
        var name = Name();
        return cli.Runs(new(verb, description) { name }, (run, cancellationToken) =>
            UpdateAsync(run, run.Get(name), change(run), cancellationToken));
    }

    private static Command SetGroups(CliContext cli)
    {
        var name = Name();
        var groups = new Argument<string[]>("group")
        {
            Description = "all groups that the user is to have",
            Arity = ArgumentArity.OneOrMore,
        };
        return cli.Runs(new("groups", "Replace the groups of a user") { name, groups }, (run, cancellationToken) =>
            UpdateAsync(run, run.Get(name), new() { ["groups"] = Bodies.Names(run.Get(groups)) }, cancellationToken));
    }

    private static Command SetPassword(CliContext cli)
    {
        var name = Name();
        var change = new Option<bool>("--must-change") { Description = "the user has to choose another at the next sign-in" };
        return cli.Runs(
            new("password", "Set a user's password; it is asked for, or read from standard input") { name, change },
            async (run, cancellationToken) => await UpdateAsync(
                run,
                run.Get(name),
                new()
                {
                    ["password"] = await PasswordAsync(run, run.Get(name), cancellationToken),
                    ["must_change_password"] = run.Get(change),
                },
                cancellationToken));
    }

    private static Command Remove(CliContext cli)
    {
        var name = Name();
        var yes = Confirmation.Option();
        return cli.Runs(new("remove", "Remove an account") { name, yes }, async (run, cancellationToken) =>
        {
            await Confirmation.AskAsync(run, yes, $"Remove the account {run.Get(name)}?", cancellationToken);
            var answer = await ToldAsync(() => run.SendAsync(ApiRoutes.UserDelete, null, cancellationToken, run.Get(name)));
            run.Output.Result(answer, $"The account {answer.Text("username")} is removed.");
        });
    }

    private static async Task UpdateAsync(CommandRun run, string name, JsonObject change, CancellationToken cancellationToken)
    {
        var answer = await ToldAsync(() => run.SendAsync(ApiRoutes.UserUpdate, Bodies.Json(change), cancellationToken, name));
        var state = answer.Flag("enabled") ? "enabled" : "disabled";
        run.Output.Result(answer, $"The account {answer.Text("username")} is {state}, in {answer.Joined("groups")}.");
    }

    /// <summary>What is not there is refused as a mistake in the request, in a sentence that clients rely on.</summary>
    private static async Task<JsonElement> ToldAsync(Func<Task<JsonElement>> work)
    {
        try
        {
            return await work();
        }
        catch (CommandFailure refused)
            when (refused.Status == HttpStatusCode.BadRequest && refused.Message.EndsWith(" not found", StringComparison.Ordinal))
        {
            throw new CommandFailure(
                ExitCodes.NotFound, refused.Message, "mcpgw user list shows accounts, mcpgw group list groups.", refused);
        }
    }

    private static async Task<string> PasswordAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        var terminal = run.Environment.Terminal;
        var password = terminal.IsInteractive
            ? terminal.ReadSecret($"Password of {name}: ")
            : (await terminal.In.ReadLineAsync(cancellationToken))?.TrimEnd('\r');
        return password is { Length: > 0 } stated
            ? stated
            : throw CommandFailure.Misuse("There is no password.", "Pipe it in, or run it on a terminal.");
    }
}
