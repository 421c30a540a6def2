using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Mcp;
using McpGateway.Cli.Servers;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Tools;

/// <summary><c>mcpgw tool</c>: tools of all servers that the caller may use.</summary>
internal static class ToolCommands
{
    public static Command Create(CliContext cli) => new("tool", "Find and call tools of all servers")
    {
        Search(cli),
        List(cli),
        McpCommands.Call(cli, "call", McpCommands.Server()),
    };

    private static Command Search(CliContext cli)
    {
        var query = new Argument<string[]>("query")
        {
            Description = "what the tool should do, in plain words",
            Arity = ArgumentArity.OneOrMore,
        };
        var max = new Option<int>("--max") { Description = "how many at most, 1 to 50", DefaultValueFactory = static _ => 10 };
        return cli.Runs(new("search", "Find tools by what they do") { query, max }, async (run, cancellationToken) =>
        {
            var body = new JsonObject
            {
                ["query"] = string.Join(' ', run.Get(query)),
                ["entity_types"] = Bodies.Names(["tool"]),
                ["max_results"] = run.Get(max),
            };
            var answer = await run.SendAsync(ApiRoutes.Search, Bodies.Json(body), cancellationToken);
            string[] columns = ["#SCORE", "SERVER", "!TOOL", "ARGUMENTS", "DESCRIPTION"];
            run.Output.Result(answer, () => new TableView("No tool that you may call does that.", columns)
                .AddAll(answer.Items("tools"), static tool =>
                [
                    tool.Number("relevance_score")?.ToString("0.00", CultureInfo.InvariantCulture), tool.Text("server_path").TrimEnd('/'),
                    new(tool.Text("tool_name"), Tone.Strong), ToolTable.ArgumentsOf(tool.At("inputSchema")),
                    ToolTable.FirstLine(tool.Text("description")),
                ])
                .Render());
        });
    }

    private static Command List(CliContext cli) => cli.Runs(new("list", "List all tools that you may call"), ListAsync);

    private static async Task ListAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var answer = await run.GetAsync(ApiRoutes.ServerTools, cancellationToken, "all");
        var rows = answer.At("servers").Members()
            .SelectMany(static server => server.Value.Items().Select(tool => (Server: server.Name, Tool: tool)));
        run.Output.Result(answer, () => new TableView("There is no tool that you may call.", "SERVER", "!TOOL", "ARGUMENTS", "DESCRIPTION")
            .AddAll(rows, static row =>
            [
                row.Server.TrimEnd('/'), new(row.Tool.Text("name"), Tone.Strong), ToolTable.ArgumentsOf(row.Tool.At("schema")),
                ToolTable.FirstLine(row.Tool.Text("description")),
            ])
            .Render());
    }
}
