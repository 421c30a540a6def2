using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Servers;

/// <summary>Tools of one server that changed. Of all servers, and other definitions too: <c>mcpgw pin</c>.</summary>
internal static class ServerReview
{
    public static Command CreateApprove(CliContext cli)
    {
        var path = ServerCommands.Path();
        var tools = new Argument<string[]>("tool") { Description = "only these; all that changed when left out" };
        return cli.Runs(new("approve", "Approve changed definitions of tools") { path, tools }, async (run, cancellationToken) =>
        {
            var named = run.Get(tools);
            var body = named.Length > 0 ? Named(named) : [];
            var answer = await run.SendAsync(ApiRoutes.ServerApproveTools, Bodies.Json(body), cancellationToken, run.Get(path));
            run.Output.Result(answer, answer.Text("message") + ".");
        });
    }

    public static Command CreateReject(CliContext cli)
    {
        var path = ServerCommands.Path();
        var tools = new Argument<string[]>("tool") { Description = "names of the tools", Arity = ArgumentArity.OneOrMore };
        return cli.Runs(
            new("reject", "Reject changed definitions of tools until they change again") { path, tools },
            async (run, cancellationToken) =>
            {
                var answer = await run.SendAsync(
                    ApiRoutes.ServerRejectTools, Bodies.Json(Named(run.Get(tools))), cancellationToken, run.Get(path));
                run.Output.Result(answer, answer.Text("message") + ".");
                foreach (var refused in answer.Items("refused"))
                {
                    run.Output.Warn($"{refused.Text("name")}: {refused.Text("reason")}");
                }

                run.ExitCode = answer.Items("refused").Count > 0 ? Running.ExitCodes.Failed : Running.ExitCodes.Success;
            });
    }

    private static JsonObject Named(IEnumerable<string> tools) => new() { ["tools"] = Bodies.Names(tools) };
}
