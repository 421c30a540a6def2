using McpGateway.Foundation.Diagnostics;
using McpGateway.Storage.Diagnostics;

namespace McpGateway.Tests.Storage;

public sealed class StorageCheckTests
{
    private const long Gibibyte = 1024L * 1024 * 1024;

    [Theory]
    [InlineData(150004, null)]
    [InlineData(180001, null)]
    [InlineData(149999, "PostgreSQL 14")]
    [InlineData(90624, "PostgreSQL 9")]
    [InlineData(0, "PostgreSQL 0")]
    public void Postgres_ReleaseThatIsNoLongerMended_IsAWarning(long version, string? problem) =>
        Verify(StorageCheck.JudgePostgres(version), DiagnosisSeverity.Warning, problem);

    [Theory]
    [InlineData("3.53.4", null)]
    [InlineData("3.51.3", null)]
    [InlineData("3.51.2", "SQLite 3.51.2 is older")]
    [InlineData("3.9.0", "SQLite 3.9.0 is older")]
    [InlineData("unknown", "SQLite unknown is older")]
    public void Sqlite_ReleaseThatIsTooOld_IsAWarning(string version, string? problem) =>
        Verify(StorageCheck.JudgeSqlite(version), DiagnosisSeverity.Warning, problem);

    [Theory]
    [InlineData(50, 100, null)]
    [InlineData(4, 100, "4.0 of 100.0 GiB")]
    [InlineData(5, 100, null)]
    public void Space_LessThanATwentieth_IsAWarning(long free, long total, string? problem) =>
        Verify(StorageCheck.JudgeSpace("/data", free * Gibibyte, total * Gibibyte), DiagnosisSeverity.Warning, problem);

    [Fact]
    public void Space_NextToNothing_IsAnError() =>
        Verify(StorageCheck.JudgeSpace("/data", Gibibyte / 5, 3 * Gibibyte), DiagnosisSeverity.Error, "0.2 of 3.0 GiB");

    private static void Verify(Diagnosis[] found, DiagnosisSeverity severity, string? problem)
    {
        if (problem is null)
        {
            Assert.Empty(found);
            return;
        }

        var diagnosis = Assert.Single(found);
        Assert.Equal(severity, diagnosis.Severity);
        Assert.Contains(problem, diagnosis.Problem, StringComparison.Ordinal);
    }
}
