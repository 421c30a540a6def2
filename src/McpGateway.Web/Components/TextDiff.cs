namespace McpGateway.Web.Components;

/// <summary>Marks the lines of a text that the other one does not have at their place. Small texts; longest common subsequence.</summary>
internal static class TextDiff
{
    private const int MaxLines = 2000;

    public static IReadOnlyList<(string Line, bool IsNew)> Mark(string text, string other)
    {
        var mine = text.Split('\n');
        var theirs = other.Split('\n');
        if (mine.Length > MaxLines || theirs.Length > MaxLines)
        {
            var known = theirs.ToHashSet(StringComparer.Ordinal);
            return [.. mine.Select(line => (line, !known.Contains(line)))];
        }

        var lengths = new int[mine.Length + 1, theirs.Length + 1];
        for (var i = mine.Length - 1; i >= 0; i--)
        {
            for (var j = theirs.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = mine[i] == theirs[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        var marked = new List<(string, bool)>(mine.Length);
        var at = 0;
        for (var i = 0; i < mine.Length; i++)
        {
            while (at < theirs.Length && mine[i] != theirs[at] && lengths[i, at + 1] >= lengths[i, at])
            {
                at++;
            }

            var isCommon = at < theirs.Length && mine[i] == theirs[at];
            marked.Add((mine[i], !isCommon));
            at += isCommon ? 1 : 0;
        }

        return marked;
    }
}
