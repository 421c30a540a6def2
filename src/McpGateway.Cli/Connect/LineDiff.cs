namespace McpGateway.Cli.Connect;

/// <summary>What changes between two texts, as people read it: lines with their sign, and some around them.</summary>
internal static class LineDiff
{
    private const int Context = 3;

    public static IEnumerable<string> Of(string before, string after)
    {
        var old = LinesOf(before);
        var now = LinesOf(after);
        var head = old.Zip(now).TakeWhile(static pair => pair.First == pair.Second).Count();
        var tail = old.Skip(head).Reverse().Zip(now.Skip(head).Reverse()).TakeWhile(static pair => pair.First == pair.Second).Count();
        if (head == old.Length && head == now.Length)
        {
            yield break;
        }

        foreach (var line in old[Math.Max(0, head - Context)..head])
        {
            yield return "  " + line;
        }

        foreach (var line in old[head..^tail])
        {
            yield return "- " + line;
        }

        foreach (var line in now[head..^tail])
        {
            yield return "+ " + line;
        }

        foreach (var line in now[^tail..].Take(Context))
        {
            yield return "  " + line;
        }
    }

    private static string[] LinesOf(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
