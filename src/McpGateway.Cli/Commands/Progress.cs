using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Commands;

/// <summary>Tells that a long request is under way: a line that counts the seconds on a terminal, one plain line elsewhere.</summary>
internal static class Progress
{
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(1);

    public static async Task<T> WhileAsync<T>(CommandRun run, string what, Func<Task<T>> work)
    {
        var working = work();
        var terminal = run.Environment.Terminal;
        if (run.Output.IsQuiet || run.Output.IsJson || !terminal.ShowsProgress)
        {
            return await working;
        }

        var begun = run.Environment.Time.GetTimestamp();
        var isShown = false;
        while (await Task.WhenAny(working, Task.Delay(Begin, run.Environment.Time)) != working)
        {
            await terminal.Error.WriteAsync($"\r{PlainText.Line(what)}… {run.Environment.Time.GetElapsedTime(begun).TotalSeconds:0} s");
            isShown = true;
        }

        if (isShown)
        {
            await terminal.Error.WriteAsync("\r" + new string(' ', what.Length + 12) + "\r");
        }

        return await working;
    }
}
