using System.Diagnostics;
using McpGateway.Storage.Sqlite;
using McpGateway.Tests.Storage.Contracts;

namespace McpGateway.Tests.Storage;

/// <summary>The SQLite that runs is the one that the product brings along, not whatever a machine happens to have.</summary>
public sealed class SqliteLibraryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_Running_IsThatOfTheBundle()
    {
        await using var fixture = new SqliteFixture(TimeProvider.System);
        var rows = await fixture.Database.ReadAsync(
            static (session, cancel) => session.ReadAsync("SELECT sqlite_version()", static reader => reader.GetString(0), cancel), Cancel);

        var running = Assert.Single(rows);
        Assert.True(Version.Parse(running) >= new Version(3, 53), $"SQLite {running} is too old.");
        Assert.Equal(SqliteConnections.Version, running);
        Assert.Contains($"SQLite {running}, ", fixture.Database.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_Loaded_LiesBesideTheProgram()
    {
        await using var fixture = new SqliteFixture(TimeProvider.System);
        Assert.Null(await fixture.Documents.FindAsync(Notes.Plain, "none", Cancel));

        using var process = Process.GetCurrentProcess();
        var loaded = process.Modules.Cast<ProcessModule>().Select(static module => module.FileName)
            .Where(static file => Path.GetFileName(file).Contains("sqlite3", StringComparison.OrdinalIgnoreCase)
                && !file.EndsWith("provider.e_sqlite3.dll", StringComparison.OrdinalIgnoreCase)).Distinct().ToArray();

        var library = Assert.Single(loaded);
        Assert.Contains("e_sqlite3", Path.GetFileName(library), StringComparison.Ordinal);
        Assert.StartsWith(AppContext.BaseDirectory, library, StringComparison.Ordinal);
    }
}
