using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Security;

/// <summary>What an administrator decides: a finding can be lived with, or counts again; what is held is offered.</summary>
internal static class FindingDecisions
{
    public static Command Accept(CliContext cli)
    {
        var id = Id();
        var reason = new Option<string>("--reason") { Description = "why it can be lived with", Required = true };
        var days = new Option<int?>("--days") { Description = "for how many days; for good when left out" };
        var path = Path();
        return cli.Runs(
            new("accept", "Accept a finding: it counts no more") { id, reason, days, path },
            (run, cancellationToken) => DecideAsync(
                run, ApiRoutes.FindingAccept, run.Get(id), run.Get(path), "is accepted",
                body =>
                {
                    body["reason"] = run.Get(reason);
                    if (run.Get(days) is { } count)
                    {
                        body["expires_at"] = run.Environment.Time.GetUtcNow().AddDays(count).ToString("O");
                    }
                },
                cancellationToken));
    }

    public static Command Reopen(CliContext cli)
    {
        var id = Id();
        var path = Path();
        return cli.Runs(
            new("reopen", "Have an accepted finding count again") { id, path },
            (run, cancellationToken) => DecideAsync(
                run, ApiRoutes.FindingReopen, run.Get(id), run.Get(path), "counts again", static _ => { }, cancellationToken));
    }

    public static Command Release(CliContext cli)
    {
        var path = new Argument<string>("path") { Description = "path of the server, such as /github" };
        return cli.Runs(
            new("release", "Offer a held server although nobody has looked at what it lists") { path }, async (run, cancellationToken) =>
            {
                var body = Bodies.Json(new JsonObject { ["path"] = run.Get(path) });
                var answer = await run.SendAsync(ApiRoutes.SecurityRelease, body, cancellationToken);
                run.Output.Result(answer, $"{answer.Text("path")} is held no more.");
            });
    }

    private static Argument<string> Id() => new("id") { Description = "id of the finding, from mcpgw security findings" };

    private static Option<string?> Path() => new("--path") { Description = "server or agent, where several have the finding" };

    /// <summary>The id says of what the finding is, unless several have the same one.</summary>
    private static async Task DecideAsync(
        CommandRun run, ApiRoute route, string id, string? path, string done, Action<JsonObject> complete,
        CancellationToken cancellationToken)
    {
        var found = SecurityFinding.Of(await run.GetAsync(ApiRoutes.SecurityOverview, cancellationToken))
            .Where(finding => finding.Text("id") == id && (path is null || finding.IsOf(path))).ToArray();
        if (found.Length == 0)
        {
            throw new CommandFailure(ExitCodes.NotFound, $"There is no finding '{id}'.", "List them: mcpgw security findings --all.");
        }

        if (found.Length > 1)
        {
            throw CommandFailure.Misuse(
                $"{string.Join(" and ", found.Select(static finding => finding.Path))} have the finding '{id}'.", "Say which: --path.");
        }

        var body = new JsonObject { ["kind"] = found[0].Kind, ["path"] = found[0].Path };
        complete(body);
        var answer = await run.SendAsync(route, Bodies.Json(body), cancellationToken, id);
        run.Output.Result(answer, $"The finding {found[0].Text("rule")} of {found[0].Path} {done}.");
    }
}
