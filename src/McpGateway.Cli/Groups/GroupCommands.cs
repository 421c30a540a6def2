using System.CommandLine;
using System.Net;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;
using Spectre.Console;

namespace McpGateway.Cli.Groups;

/// <summary><c>mcpgw group</c>: groups and the scopes that their members have.</summary>
internal static class GroupCommands
{
    /// <summary>What the gateway says of a server that is not there, in a sentence that clients rely on.</summary>
    private const string NoServer = "Failed to add server to groups";

    public static Command Create(CliContext cli) => new("group", "Manage groups and what their members may do")
    {
        cli.Runs(new("list", "List groups and scopes"), ListAsync),
        OfName(cli, "get", "Show what a group grants", ShowAsync),
        Add(cli),
        Remove(cli),
        Move(cli, "grant", "Let groups use a server", ApiRoutes.GroupAddServer),
        Move(cli, "revoke", "Let groups use a server no more", ApiRoutes.GroupRemoveServer),
        Import(cli),
        OfName(cli, "export", "Print a group as JSON, as import takes it", ExportAsync),
    };

    private static Argument<string> Name() => new("name") { Description = "name of the group" };

    private static Command OfName(
        CliContext cli, string name, string description, Func<CommandRun, string, CancellationToken, Task> work)
    {
        var group = Name();
        return cli.Runs(new(name, description) { group }, (run, cancellationToken) => work(run, run.Get(group), cancellationToken));
    }

    private static async Task ListAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var answer = await run.GetAsync(ApiRoutes.GroupList, cancellationToken);
        if (answer.Text("keycloak_error") is { Length: > 0 } problem)
        {
            run.Output.Warn($"The identity provider does not tell its groups: {problem}");
        }

        var scopes = answer.At("scopes_groups");
        var names = scopes.Members().Select(static member => member.Name)
            .Union(answer.Items("keycloak_groups").Select(static group => group.Text("name")))
            .Order(StringComparer.Ordinal);
        var directory = answer.Items("keycloak_groups").Select(static group => group.Text("name")).ToHashSet(StringComparer.Ordinal);
        run.Output.Result(answer, () => new TableView("There is no group.", "!NAME", "SERVERS", "GIVEN TO", "IN DIRECTORY", "DESCRIPTION")
            .AddAll(names, name =>
            [
                new(name, Tone.Strong), scopes.At(name).Joined("servers"), scopes.At(name).Joined("in_mappings"),
                Cell.State(directory.Contains(name) ? "yes" : "no"), scopes.At(name).Text("description"),
            ])
            .Render());
    }

    private static async Task ShowAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        var group = await run.GetAsync(ApiRoutes.GroupGet, cancellationToken, name);
        run.Output.Result(group, () => new Rows(
            new DetailView()
                .Add("name", new(group.Text("scope_name"), Tone.Strong))
                .Add("description", group.Text("description"))
                .Add("given to", group.Joined("group_mappings"))
                .Add("changed", group.Moment("updated_at"))
                .Render(),
            new Text(""),
            new TableView("It opens no server.", "SERVER", "METHODS", "TOOLS")
                .AddAll(group.Items("server_access"), static rule =>
                    [new(rule.Text("server"), Tone.Strong), rule.Joined("methods"), rule.Joined("tools")])
                .Render(),
            new Text(""),
            new TableView("It permits nothing in the registry.", "IN THE REGISTRY", "ON")
                .AddAll(group.At("ui_permissions").Members(), static member => [member.Name, NamesOf(member.Value)])
                .Render()));
    }

    private static string NamesOf(JsonElement list) => string.Join(", ", list.Items().Select(JsonRead.ScalarOf));

    private static async Task ExportAsync(CommandRun run, string name, CancellationToken cancellationToken) =>
        run.Output.Json(await run.GetAsync(ApiRoutes.GroupGet, cancellationToken, name));

    private static Command Add(CliContext cli)
    {
        var name = Name();
        var description = new Option<string?>("--description", "-d") { Description = "what it is for" };
        var only = new Option<bool>("--scope-only") { Description = "do not create it at the identity provider" };
        return cli.Runs(new("add", "Create a group") { name, description, only }, async (run, cancellationToken) =>
        {
            var answer = await run.SendAsync(
                ApiRoutes.GroupCreate,
                Bodies.Form(
                    ("group_name", run.Get(name)), ("description", run.Get(description)), ("create_in_idp", Bodies.Flag(!run.Get(only)))),
                cancellationToken);
            run.Output.Result(
                answer,
                $"The group {answer.Text("group_name")} is created. It grants nothing yet: mcpgw group grant {run.Get(name)} <server>.");
        });
    }

    private static Command Remove(CliContext cli)
    {
        var name = Name();
        var yes = Confirmation.Option();
        var force = new Option<bool>("--force") { Description = "also one that the gateway itself needs" };
        var keep = new Option<bool>("--scope-only") { Description = "leave it at the identity provider" };
        return cli.Runs(new("remove", "Remove a group and what it grants") { name, yes, force, keep }, async (run, cancellationToken) =>
        {
            await Confirmation.AskAsync(run, yes, $"Remove the group {run.Get(name)}?", cancellationToken);
            var answer = await run.SendAsync(
                ApiRoutes.GroupDelete,
                Bodies.Form(
                    ("group_name", run.Get(name)), ("force", Bodies.Flag(run.Get(force))),
                    ("delete_from_idp", Bodies.Flag(!run.Get(keep)))),
                cancellationToken);
            run.Output.Result(answer, $"The group {answer.Text("group_name")} is removed.");
        });
    }

    private static Command Move(CliContext cli, string name, string description, ApiRoute route)
    {
        var group = Name();
        var servers = new Argument<string[]>("server") { Description = "paths of servers", Arity = ArgumentArity.OneOrMore };
        return cli.Runs(new(name, description) { group, servers }, async (run, cancellationToken) =>
        {
            foreach (var server in run.Get(servers))
            {
                var answer = await ServerPaths.ToldAsync(
                    run, server, () => MoveAsync(run, route, server, run.Get(group), cancellationToken), cancellationToken);
                if (answer.Items("groups_not_found").Count > 0)
                {
                    throw new CommandFailure(ExitCodes.NotFound, $"There is no group {run.Get(group)}.", "mcpgw group list shows all.");
                }

                run.Output.Result(answer, $"{answer.Text("server_path")}: {answer.Text("message")}.");
            }
        });
    }

    private static async Task<JsonElement> MoveAsync(
        CommandRun run, ApiRoute route, string server, string group, CancellationToken cancellationToken)
    {
        try
        {
            return await run.SendAsync(route, Bodies.Form(("server_name", server), ("group_names", group)), cancellationToken);
        }
        catch (CommandFailure refused) when (refused is { Status: HttpStatusCode.BadRequest, Message: NoServer })
        {
            throw new CommandFailure(ExitCodes.NotFound, $"There is no server {server}.", cause: refused);
        }
    }

    private static Command Import(CliContext cli)
    {
        var file = new Argument<string>("file") { Description = "a group as JSON (- for standard input)" };
        return cli.Runs(new("import", "Create or replace a group from JSON") { file }, async (run, cancellationToken) =>
        {
            var body = Bodies.Json(await InputFiles.ReadJsonAsync(run, run.Get(file), cancellationToken));
            var answer = await run.SendAsync(ApiRoutes.GroupImport, body, cancellationToken);
            run.Output.Result(answer, answer.Text("message") + ".");
        });
    }
}
