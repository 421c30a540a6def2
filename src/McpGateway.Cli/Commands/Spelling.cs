namespace McpGateway.Cli.Commands;

/// <summary>How near what was typed is to what there is.</summary>
internal static class Spelling
{
    /// <summary>How many letters have to be put in, taken out or exchanged (Levenshtein).</summary>
    public static int EditsBetween(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[right.Length];
    }
}
