namespace McpGateway.Host.Settings;

/// <summary>What somebody meant who mistyped a name.</summary>
internal static class NearestName
{
    /// <summary>How many letters may be wrong for a guess at what was meant.</summary>
    public static int MistakesIn(string name) => Math.Max(2, name.Length / 4);

    /// <param name="most">Letters that may differ: left out, added, replaced, or swapped with their neighbour. Case does not count.</param>
    /// <returns>Null when none is as near.</returns>
    public static string? To(string name, IEnumerable<string> candidates, int most)
    {
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) <= most && Distance(name, candidate) is var distance && distance <= most)
            {
                (nearest, most) = (candidate, distance - 1);
            }
        }

        return nearest;
    }

    /// <summary>Optimal string alignment.</summary>
    private static int Distance(string left, string right)
    {
        var (before, above, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var column = 0; column <= right.Length; column++)
        {
            row[column] = column;
        }

        for (var line = 1; line <= left.Length; line++)
        {
            (before, above, row) = (above, row, before);
            row[0] = line;
            for (var column = 1; column <= right.Length; column++)
            {
                var replaced = above[column - 1] + (IsSame(left[line - 1], right[column - 1]) ? 0 : 1);
                row[column] = Math.Min(replaced, Math.Min(above[column], row[column - 1]) + 1);
                if (line > 1 && column > 1 && IsSame(left[line - 1], right[column - 2]) && IsSame(left[line - 2], right[column - 1]))
                {
                    row[column] = Math.Min(row[column], before[column - 2] + 1);
                }
            }
        }

        return row[^1];
    }

    private static bool IsSame(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
