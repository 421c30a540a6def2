using System.Text.RegularExpressions;
using McpGateway.Storage.Sql;

namespace McpGateway.Tests.Storage;

/// <summary>What scripts may do, and state (ADR 51): replicas of the release before run on the schema while they are exchanged.</summary>
public sealed partial class MigrationScriptTests
{
    /// <summary>Scripts from before the rule.</summary>
    private const int Earlier = 7;

    public static TheoryData<string> Folders => ["Sqlite", "Postgres"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Scripts_AreNumberedWithoutGaps_InBothDatabases(string folder)
    {
        var numbers = Migration.ReadAll(folder).Select(static script => script.Number).ToArray();

        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        Assert.Equal(Migration.ReadAll("Sqlite").Count, numbers.Length);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Scripts_StateWhatRunsBesideThem_AndTakeNothingAwayFromIt(string folder) => Assert.All(
        Migration.ReadAll(folder).Where(static script => script.Number > Earlier), static script => Assert.Null(Problem(script)));

    [Theory]
    [InlineData("CREATE TABLE a (b BIGINT)", "states no")]
    [InlineData("-- runs-from: 9\nCREATE TABLE a (b BIGINT)", "later than its own")]
    [InlineData("-- runs-from: 7\nALTER TABLE a DROP COLUMN b", "DROP COLUMN")]
    [InlineData("-- runs-from: 7\nALTER TABLE a ADD COLUMN b BIGINT NOT NULL", "NOT NULL")]
    [InlineData("-- runs-from: 7\nALTER TABLE a RENAME TO b", "RENAME")]
    [InlineData("-- runs-from: 7\nALTER TABLE a ADD COLUMN b BIGINT NOT NULL DEFAULT 0; CREATE INDEX c ON a (b)", null)]
    [InlineData("-- runs-from: 7\nCREATE TABLE a (b BIGINT NOT NULL)", null)]
    [InlineData("-- runs-from: 8\nDROP TABLE a", null)]
    public void Problem_OfAScript_IsFound(string sql, string? expected)
    {
        var found = Problem(new(8, "0008_test", sql));

        Assert.Equal(expected is null, found is null);
        Assert.Contains(expected ?? "", found ?? "", StringComparison.Ordinal);
    }

    private static string? Problem(Migration script)
    {
        if (!script.Sql.StartsWith("-- runs-from: ", StringComparison.Ordinal))
        {
            return $"{script.Name} states no '-- runs-from: N' in its first line.";
        }

        if (script.RunsFrom > script.Number)
        {
            return $"{script.Name} states a schema that is later than its own.";
        }

        return script.RunsFrom < script.Number && Taking().Match(script.Sql) is { Success: true } taking
            ? $"{script.Name} says that the release before runs on it, and takes something away from that: {taking.Value}"
            : null;
    }

    /// <summary>What fails for statements that were written before: names that are gone, values that must now be given.</summary>
    [GeneratedRegex(
        @"\b(DROP\s+(TABLE|COLUMN)|RENAME|SET\s+NOT\s+NULL|ALTER\s+COLUMN\s+\w+\s+TYPE|ADD\s+CONSTRAINT|CREATE\s+UNIQUE\s+INDEX"
            + @"|ADD\s+COLUMN\s+\w+\s+[^,;]*NOT\s+NULL(?![^,;]*DEFAULT))",
        RegexOptions.IgnoreCase)]
    private static partial Regex Taking();
}
