using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Connect;

/// <summary><c>mcpgw connect CLIENT SERVER…</c>: writes servers into the configuration of an MCP client.</summary>
internal static class ConnectCommand
{
    public static Command Create(CliContext cli)
    {
        var client = new Argument<string>("client")
        {
            Description = string.Join(", ", ClientFormats.All.Select(static format => format.Name)),
        };
        client.AcceptOnlyFromAmong([.. ClientFormats.All.Select(static format => format.Name)]);
        client.HelpName = "client";
        var servers = new Argument<string[]>("server")
        {
            Description = "paths of servers, such as /github",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var options = new ConnectOptions();
        var command = new Command("connect", "Write servers into the configuration of an MCP client") { client, servers };
        options.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var format = ClientFormats.Of(run.Get(client));
            var entries = await EntriesAsync(run, run.Get(servers), options, cancellationToken);
            var file = options.FileOf(run, format);
            var before = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : "";

            // Tried with a token that is none first: one that is made and then not written would be forgotten at the gateway.
            var after = With(run.Get(options.WithToken) ? "token" : null);
            if (run.Get(options.WithToken) && !run.Get(options.DryRun))
            {
                after = With(await TokenAsync(run, cancellationToken));
            }

            Finish(run, format, file, before, after, options);

            string With(string? token) => entries.Aggregate(
                before,
                (text, entry) => ClientFile.Set(format, file, text, entry.Name, format.Entry(entry.Url, token), run.Get(options.Replace)));
        });
    }

    private static void Finish(CommandRun run, ClientFormat format, string file, string before, string after, ConnectOptions options)
    {
        var lines = LineDiff.Of(before, after).ToArray();
        var isDry = run.Get(options.DryRun);
        string? backup = null;
        if (!isDry && lines.Length > 0)
        {
            backup = ClientFile.Write(file, before, after, run.Environment.Time.GetUtcNow());
        }

        if (run.Output.IsJson)
        {
            run.Output.Json(new JsonObject
            {
                ["client"] = format.Name,
                ["file"] = file,
                ["changed"] = lines.Length > 0,
                ["written"] = !isDry && lines.Length > 0,
                ["backup"] = backup,
            });
            return;
        }

        if (lines.Length == 0)
        {
            run.Output.Note($"{file} is as it should be.");
            return;
        }

        if (isDry)
        {
            run.Output.Line(file);
        }

        foreach (var line in isDry ? lines : [])
        {
            // A token that would be written is not shown.
            run.Output.Line(Masked(line));
        }

        if (!isDry)
        {
            run.Output.Result(new JsonObject(), $"{format.Title} is connected: {file}{(backup is null ? "" : $" (before: {backup})")}");
            run.Output.Note(format.Next);
        }
    }

    private static string Masked(string line)
    {
        var at = line.IndexOf("Bearer ", StringComparison.Ordinal);
        return at < 0 ? line : line[..(at + 7)] + "…\"";
    }

    private static async Task<IReadOnlyList<(string Name, string Url)>> EntriesAsync(
        CommandRun run, string[] servers, ConnectOptions options, CancellationToken cancellationToken)
    {
        if (run.Get(options.All))
        {
            var list = await run.GetAsync(ApiRoutes.ServerList, cancellationToken);
            servers =
            [
                .. list.Items("servers").Where(static server => server.Flag("is_enabled")).Select(static server => server.Text("path")),
            ];
        }

        if (servers.Length == 0)
        {
            throw CommandFailure.Misuse("No server is named.", "Name some (mcpgw server list shows them), or say --all.");
        }

        if (run.Get(options.As) is { } name && servers.Length > 1)
        {
            throw CommandFailure.Misuse($"--as {name} names one server, and {servers.Length} are to be connected.");
        }

        var entries = new List<(string, string)>();
        foreach (var server in servers)
        {
            var found = await ServerPaths.ToldAsync(
                run, server, () => run.GetAsync(ApiRoutes.ServerGet, cancellationToken, server), cancellationToken);
            entries.Add((run.Get(options.As) ?? found.Text("path").Trim('/').Replace('/', '-'), found.Text("gateway_url")));
        }

        return entries;
    }

    private static async Task<string> TokenAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var body = Bodies.Json(new JsonObject { ["expires_in_hours"] = 24, ["description"] = "mcpgw connect" });
        var answer = await run.SendAsync(ApiRoutes.TokenGenerate, body, cancellationToken);
        run.Output.Note("The token ends in 24 hours: run it again then, or leave --with-token out where the client signs in by itself.");
        return answer.At("tokens").Text("access_token");
    }
}
