using System.Text.Json;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Commands;

/// <summary>Paths of servers as users type them.</summary>
internal static class ServerPaths
{
    private const int MostEdits = 2;
    private const int MostNamed = 3;

    /// <summary>Does something with a server. One that is not there is told with those that may have been meant.</summary>
    public static async Task<T> ToldAsync<T>(CommandRun run, string path, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (CommandFailure missing) when (missing is { ExitCode: ExitCodes.NotFound, Advice: null })
        {
            throw new CommandFailure(missing.ExitCode, missing.Message, await AdviceAsync(run, path, cancellationToken), missing);
        }
    }

    public static Task ToldAsync(CommandRun run, string path, Func<Task> work, CancellationToken cancellationToken) =>
        ToldAsync(
            run,
            path,
            async () =>
            {
                await work();
                return true;
            },
            cancellationToken);

    private static async Task<string> AdviceAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        const string List = "mcpgw server list shows those that you may see.";
        JsonElement answer;
        try
        {
            answer = await run.GetAsync(ApiRoutes.ServerList, cancellationToken);
        }
        catch (CommandFailure)
        {
            return List;
        }

        var near = answer.Items("servers").Select(static server => server.Text("path").TrimEnd('/'))
            .Where(known => IsNear(known, path)).Take(MostNamed).ToArray();
        return near.Length == 0 ? List : $"Did you mean {string.Join(" or ", near)}? {List}";
    }

    private static bool IsNear(string known, string typed)
    {
        var (left, right) = (known.Trim('/').ToUpperInvariant(), typed.Trim('/').ToUpperInvariant());
        return left.Length > 0 && right.Length > 0
            && (Spelling.EditsBetween(left, right) <= MostEdits || left.Contains(right, StringComparison.Ordinal)
                || right.Contains(left, StringComparison.Ordinal));
    }
}
