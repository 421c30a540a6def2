namespace McpGateway.Tests.Architecture;

/// <summary>Lines are at most 140 characters long, so that two files fit beside each other.</summary>
public sealed class LineLengthTests
{
    private const int Limit = 140;

    /// <summary>Files with lines that stay as they are: how many, and why.</summary>
    private static readonly Dictionary<string, (int Lines, string Reason)> Exempt = new(StringComparer.Ordinal)
    {
        ["tests/McpGateway.Tests/Logs/SecretScan.cs"] = (1, "A regular expression: broken in two it is read less well."),
        ["tests/McpGateway.Tests/VocabularyTests.cs"] = (2, "Regular expressions in a table."),
    };

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    [InlineData("samples")]
    public void Lines_OfSources_AreNotTooLong(string folder)
    {
        var tooLong =
            from file in RepositoryFiles.Under(folder, ".cs", ".razor", ".css", ".js")
            let lines = TooLong(File.ReadLines(RepositoryFiles.Absolute(file))).ToArray()
            where lines.Length > (Exempt.TryGetValue(file, out var exempt) ? exempt.Lines : 0)
            from line in lines
            select $"{file}:{line}";

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Exemptions_AreAllNeeded() => Assert.All(
        Exempt,
        static exempt => Assert.Equal(
            exempt.Value.Lines, TooLong(File.ReadLines(RepositoryFiles.Absolute(exempt.Key))).Count()));

    [Fact]
    public void TooLong_CountsCharacters_AndNamesTheLine() => Assert.Equal(
        [2, 4], TooLong([new('é', Limit), new('a', Limit + 1), "", new(' ', Limit + 20)]));

    /// <returns>Numbers of lines, from 1.</returns>
    private static IEnumerable<int> TooLong(IEnumerable<string> lines) =>
        lines.Index().Where(static line => line.Item.Length > Limit).Select(static line => line.Index + 1);
}
