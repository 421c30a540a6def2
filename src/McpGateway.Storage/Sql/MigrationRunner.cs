using McpGateway.Foundation;

namespace McpGateway.Storage.Sql;

/// <summary>
/// Brings a database to the newest schema. The caller has opened a transaction that no other process can be in. Which releases run on which
/// schema: ADR 51.
/// </summary>
/// <param name="session">Inside that transaction.</param>
/// <param name="migrations">What this release knows, in order.</param>
/// <param name="opening">What is allowed.</param>
/// <param name="time">When it was done.</param>
internal sealed class MigrationRunner(
    SqlSession session, IReadOnlyList<Migration> migrations, SchemaOpening opening, TimeProvider time)
{
    /// <summary>The last schema before scripts stated what runs beside them: gateways that ran simply went on.</summary>
    private const int BeforeTheRule = 7;

    private const string CreateVersions =
        "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)";

    /// <summary>Of each migration: the oldest schema whose releases run on it.</summary>
    private const string CreateSupport =
        "CREATE TABLE IF NOT EXISTS schema_support (number BIGINT PRIMARY KEY, runs_from BIGINT NOT NULL)";

    /// <summary>A migration of which nothing is stated takes its own release.</summary>
    private const string OldestThatRuns =
        "SELECT MAX(COALESCE(s.runs_from, v.number)) FROM schema_version v LEFT JOIN schema_support s ON s.number = v.number "
            + "WHERE v.number > @newest";

    private int Newest => migrations[^1].Number;

    /// <param name="isServed">Whether a gateway runs on the database: asked before a change that an earlier release could not bear.</param>
    /// <param name="cancellationToken">Ends it; the transaction is for the caller to roll back.</param>
    /// <returns>The schema that the database has, when it is a newer release's on which this one may run; null otherwise.</returns>
    /// <exception cref="StorageUnusableException">
    /// The database was written by a newer release that this one cannot run beside; or by an older one, to which the opening leaves it or
    /// which is running and could not go on.
    /// </exception>
    public async Task<long?> RunAsync(Func<Task<bool>> isServed, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(CreateVersions, cancellationToken);
        await session.ExecuteAsync(CreateSupport, cancellationToken);
        var current = await session.ReadNumberAsync("SELECT MAX(number) FROM schema_version", cancellationToken);
        if (current > Newest)
        {
            await RequireSupportAsync(current, cancellationToken);
            return current;
        }

        if (current < Newest && (opening == SchemaOpening.AsItIs || opening == SchemaOpening.Fill && current > 0))
        {
            throw new StorageUnusableException(
                $"The database has schema version {current} and belongs to an earlier release; this one needs version {Newest}. "
                    + "Use the program of that release, or start a gateway of this release on it first, which brings it up to date.");
        }

        var missing = migrations.Where(migration => migration.Number > current).ToArray();
        if (current >= BeforeTheRule && Array.Find(missing, migration => migration.RunsFrom > current) is { } breaking
            && await isServed())
        {
            throw new StorageUnusableException(
                $"This release changes the database (schema version {breaking.Number}) so that the release of version {current} cannot run "
                    + "on it, and a gateway of that release is running. Stop every replica and start again (one that was killed counts for "
                    + "15 seconds), or update to the release in between first.");
        }

        foreach (var migration in missing)
        {
            await ApplyAsync(migration, cancellationToken);
        }

        return null;
    }

    private async Task RequireSupportAsync(long current, CancellationToken cancellationToken)
    {
        // A backup or a move by this release would leave out what it does not know of.
        if (opening == SchemaOpening.Serve
            && await session.ReadNumberAsync(OldestThatRuns, cancellationToken, ("@newest", (long)Newest)) <= Newest)
        {
            return;
        }

        throw new StorageUnusableException(
            $"The database has schema version {current}, but this release knows only versions up to {Newest}: "
                + "it was written by a newer release. "
            + "Start that release again, or restore a backup made before the upgrade.");
    }

    private async Task ApplyAsync(Migration migration, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(migration.Sql, cancellationToken);
        await session.ExecuteAsync(
            "INSERT INTO schema_version (number, name, applied_at) VALUES (@number, @name, @at)",
            cancellationToken,
            ("@number", (long)migration.Number),
            ("@name", migration.Name),
            ("@at", time.GetUtcNow().ToString("O")));
        await session.ExecuteAsync(
            "INSERT INTO schema_support (number, runs_from) VALUES (@number, @from) "
                + "ON CONFLICT (number) DO UPDATE SET runs_from = excluded.runs_from",
            cancellationToken,
            ("@number", (long)migration.Number),
            ("@from", (long)migration.RunsFrom));
    }
}
