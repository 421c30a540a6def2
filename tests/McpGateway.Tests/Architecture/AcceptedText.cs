namespace McpGateway.Tests.Architecture;

/// <summary>
/// A list that is kept in the repository and compared with what the code says now. On a difference the current list is written below
/// <c>artifacts/actual</c>, at the path it has in the repository; <c>./build.sh accept</c> copies it over the old one.
/// </summary>
internal static class AcceptedText
{
    /// <param name="path">Of the kept file, relative to the repository's root.</param>
    /// <param name="actual">What the file should hold. The first lines of a kept list that start with <c>#</c> are remarks, and
    /// stay.</param>
    /// <param name="advice">What to think about before the change is accepted.</param>
    public static void Verify(string path, IEnumerable<string> actual, string advice)
    {
        var file = RepositoryFiles.Absolute(path);
        var kept = File.Exists(file) ? File.ReadAllLines(file) : [];
        var remarks = kept.TakeWhile(line => line.StartsWith('#') && path.EndsWith(".txt", StringComparison.Ordinal)).ToArray();
        string[] now = [.. actual];
        var difference = Difference([.. kept.Skip(remarks.Length)], now);
        var written = RepositoryFiles.Absolute("artifacts/actual/" + path);
        if (difference.Count == 0)
        {
            if (File.Exists(written))
            {
                File.Delete(written);
            }

            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(written)!);
        File.WriteAllLines(written, [.. remarks, .. now]);
        Assert.Fail(
            $"{path} and the code differ (- the file, + the code):\n{string.Join('\n', difference)}\n\n{advice}\n"
            + $"The current list is in artifacts/actual/{path}; ./build.sh accept takes it over.");
    }

    /// <summary>Lines that only one side has, each with its sign; then, when only the order differs, the first line that moved.</summary>
    internal static IReadOnlyList<string> Difference(IReadOnlyList<string> kept, IReadOnlyList<string> actual)
    {
        var gone = Without(kept, actual).Select(static line => "- " + line);
        var added = Without(actual, kept).Select(static line => "+ " + line);
        string[] difference = [.. gone, .. added];
        if (difference.Length > 0 || kept.SequenceEqual(actual, StringComparer.Ordinal))
        {
            return difference;
        }

        return ["the same lines in another order, from: " + kept.Zip(actual).First(static pair => pair.First != pair.Second).First];
    }

    private static IEnumerable<string> Without(IEnumerable<string> lines, IEnumerable<string> others)
    {
        var counts = others.CountBy(static line => line, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (counts.TryGetValue(line, out var count) && count > 0)
            {
                counts[line] = count - 1;
            }
            else
            {
                yield return line;
            }
        }
    }
}
