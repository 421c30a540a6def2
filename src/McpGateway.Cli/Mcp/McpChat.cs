using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using ModelContextProtocol.Client;

namespace McpGateway.Cli.Mcp;

/// <summary>
/// <c>mcpgw mcp chat</c>: one session, line by line. It holds no model: a sentence finds tools of the server by their words, and the user
/// says which to call.
/// </summary>
internal static class McpChat
{
    private const string Help =
        """
        /tools                     list the tools
        /call TOOL NAME=VALUE …    call one
        /help, /quit
        Anything else is searched for among the tools.
        """;

    public static Command Create(CliContext cli)
    {
        var server = McpCommands.Server();
        return cli.Runs(new("chat", "Try the tools of a server, line by line") { server }, async (run, cancellationToken) =>
        {
            await using var session = await McpSession.OpenAsync(run, run.Get(server), cancellationToken);
            var tools = await McpSession.ToldAsync(run, run.Get(server), async () =>
                await session.Client.ListToolsAsync(cancellationToken: cancellationToken));
            run.Output.Note($"{session.Client.ServerInfo?.Name} has {tools.Count} tools. /help tells what can be typed.");
            var loop = new Loop(run, session, run.Get(server), [.. tools]);
            while (await loop.NextAsync(cancellationToken))
            {
            }
        });
    }

    private sealed class Loop(CommandRun run, McpSession session, string server, IReadOnlyList<McpClientTool> tools)
    {
        /// <summary>Reads a line and does what it says.</summary>
        /// <returns>Whether there is more to come.</returns>
        public async Task<bool> NextAsync(CancellationToken cancellationToken)
        {
            if (run.Environment.Terminal.IsInteractive)
            {
                await run.Environment.Terminal.Error.WriteAsync("> ");
            }

            var line = (await run.Environment.Terminal.In.ReadLineAsync(cancellationToken))?.Trim();
            switch (line)
            {
                case null or "/quit" or "/exit":
                    return false;
                case "":
                    return true;
                case "/help":
                    run.Output.Line(Help);
                    return true;
                case "/tools":
                    List(tools);
                    return true;
            }

            if (line.StartsWith("/call ", StringComparison.Ordinal))
            {
                await CallAsync(WordsOf(line[6..]), cancellationToken);
            }
            else if (line[0] == '/')
            {
                run.Output.Line("There is no such command: /help.");
            }
            else
            {
                Find(line);
            }

            return true;
        }

        private void List(IEnumerable<McpClientTool> shown)
        {
            foreach (var tool in shown)
            {
                var arguments = Servers.ToolTable.ArgumentsOf(tool.JsonSchema);
                run.Output.Line($"  {tool.Name}({arguments})  {Servers.ToolTable.FirstLine(tool.Description)}");
            }
        }

        private void Find(string sentence)
        {
            var words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(static word => word.Trim('?', '!', '.', ',')).Where(static word => word.Length > 2).ToArray();
            var found = tools
                .Select(tool => (Tool: tool, Score: words.Count(word =>
                    $"{tool.Name} {tool.Description}".Contains(word, StringComparison.OrdinalIgnoreCase))))
                .Where(static pair => pair.Score > 0)
                .OrderByDescending(static pair => pair.Score)
                .Select(static pair => pair.Tool)
                .Take(3)
                .ToArray();
            if (found.Length == 0)
            {
                run.Output.Line("No tool has these words. /tools lists all.");
                return;
            }

            List(found);
            run.Output.Line($"Call it with: /call {found[0].Name} NAME=VALUE");
        }

        private async Task CallAsync(List<string> words, CancellationToken cancellationToken)
        {
            if (words.Count == 0)
            {
                run.Output.Line("Name the tool: /call TOOL NAME=VALUE");
                return;
            }

            try
            {
                var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
                ToolArguments.AddPairs(
                    arguments, words.Skip(1), tools.FirstOrDefault(tool => tool.Name == words[0])?.JsonSchema);
                ToolResults.Show(run, await ToolResults.CallAsync(run, session, server, words[0], arguments, cancellationToken));
            }
            catch (CommandFailure failure)
            {
                // The session goes on.
                run.Output.Fail(failure);
            }
        }

        /// <summary>Words, of which those in double quotes keep their spaces.</summary>
        private static List<string> WordsOf(string line)
        {
            var words = new List<string>();
            var word = new System.Text.StringBuilder();
            var isQuoted = false;
            foreach (var letter in line + " ")
            {
                if (letter == '"')
                {
                    isQuoted = !isQuoted;
                }
                else if (letter != ' ' || isQuoted)
                {
                    word.Append(letter);
                }
                else if (word.Length > 0)
                {
                    words.Add(word.ToString());
                    word.Clear();
                }
            }

            return words;
        }
    }
}
