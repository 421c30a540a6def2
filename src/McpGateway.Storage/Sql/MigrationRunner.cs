using McpGateway.Foundation;

namespace McpGateway.Storage.Sql;

/// <summary>Brings a database to the newest schema. The caller has opened a transaction that no other process can be in.</summary>
internal static class MigrationRunner
{
    private const string CreateVersionTable =
        "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)";

    /// <exception cref="StorageUnusableException">
    /// The database was written by a newer release, or by an older one and <paramref name="opening"/> leaves it to that.
    /// </exception>
    public static async Task RunAsync(
        SqlSession session, IReadOnlyList<Migration> migrations, SchemaOpening opening, TimeProvider time,
        CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(CreateVersionTable, cancellationToken);
        var current = await session.ReadNumberAsync("SELECT MAX(number) FROM schema_version", cancellationToken);
        var newest = migrations[^1].Number;
        if (current > newest)
        {
            throw new StorageUnusableException(
                $"The database has schema version {current}, but this release knows only versions up to {newest}: "
                    + "it was written by a newer release. "
                + "Start that release again, or restore a backup made before the upgrade.");
        }

        if (current < newest && (opening == SchemaOpening.AsItIs || opening == SchemaOpening.Fill && current > 0))
        {
            throw new StorageUnusableException(
                $"The database has schema version {current} and belongs to an earlier release; this one needs version {newest}. "
                    + "Use the program of that release, or start a gateway of this release on it first, which brings it up to date.");
        }

        foreach (var migration in migrations.Where(migration => migration.Number > current))
        {
            await session.ExecuteAsync(migration.Sql, cancellationToken);
            await session.ExecuteAsync(
                "INSERT INTO schema_version (number, name, applied_at) VALUES (@number, @name, @at)",
                cancellationToken,
                ("@number", (long)migration.Number),
                ("@name", migration.Name),
                ("@at", time.GetUtcNow().ToString("O")));
        }
    }
}
