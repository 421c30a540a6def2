using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Commands;

/// <summary>Tells that long work is under way: a line that counts the seconds on a terminal, nothing elsewhere.</summary>
internal static class Progress
{
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(1);

    public static Task<T> WhileAsync<T>(CommandRun run, string what, Func<Task<T>> work) => WhileAsync(run, () => what, work);

    /// <param name="what">Asked anew each second: how far the work is.</param>
    public static async Task<T> WhileAsync<T>(CommandRun run, Func<string> what, Func<Task<T>> work)
    {
        var working = work();
        var terminal = run.Environment.Terminal;
        if (run.Output.IsQuiet || run.Output.IsJson || !terminal.ShowsProgress)
        {
            return await working;
        }

        var begun = run.Environment.Time.GetTimestamp();
        var shown = 0;
        while (await Task.WhenAny(working, Task.Delay(Begin, run.Environment.Time)) != working)
        {
            // A line that wraps could not be written over.
            var line = $"{PlainText.Line(what())}… {run.Environment.Time.GetElapsedTime(begun).TotalSeconds:0} s";
            line = line.Length < terminal.Width ? line : line[..(terminal.Width - 1)];
            await terminal.Error.WriteAsync("\r" + line.PadRight(shown));
            shown = line.Length;
        }

        if (shown > 0)
        {
            await terminal.Error.WriteAsync("\r" + new string(' ', shown) + "\r");
        }

        return await working;
    }
}
