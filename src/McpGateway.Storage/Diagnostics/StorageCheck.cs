using System.Globalization;
using McpGateway.Foundation.Diagnostics;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage.Diagnostics;

/// <summary>Whether the store has room, and is of a release that its makers still mend.</summary>
/// <param name="dataDirectory">Where the file is; null when a server keeps the data, whose disk is not seen from here.</param>
internal sealed class StorageCheck(ISqlDatabase database, string? dataDirectory) : IDiagnosticCheck
{
    private const long Gibibyte = 1024L * 1024 * 1024;

    /// <summary>The oldest release of PostgreSQL that its makers still mend.</summary>
    private const int OldestPostgres = 15;

    /// <summary>The oldest release of SQLite that this product is tested with.</summary>
    private static readonly Version OldestSqlite = new(3, 51, 3);

    public string Name => "storage";

    public async Task<IReadOnlyList<Diagnosis>> RunAsync(CancellationToken cancellationToken)
    {
        if (dataDirectory is null)
        {
            var version = await database.ReadAsync(
                static (session, token) => session.ReadNumberAsync("SELECT current_setting('server_version_num')::bigint", token),
                cancellationToken);
            return JudgePostgres(version);
        }

        var drive = new DriveInfo(Path.GetFullPath(dataDirectory));
        return [.. JudgeSpace(dataDirectory, drive.AvailableFreeSpace, drive.TotalSize), .. JudgeSqlite(Sqlite.SqliteConnections.Version)];
    }

    /// <param name="number">As the server states it: 150004 for 15.4.</param>
    internal static Diagnosis[] JudgePostgres(long number) => number / 10000 >= OldestPostgres
        ? []
        :
        [
            new(
                DiagnosisSeverity.Warning,
                "PostgreSQL",
                $"PostgreSQL {number / 10000} is no longer mended by its makers.",
                $"Move to {OldestPostgres} or later."),
        ];

    internal static Diagnosis[] JudgeSqlite(string text) => Version.TryParse(text, out var version) && version >= OldestSqlite
        ? []
        :
        [
            new(
                DiagnosisSeverity.Warning,
                "SQLite",
                $"SQLite {text} is older than {OldestSqlite}, the oldest that the gateway is tested with.",
                "Use the library that comes with the gateway, or a newer one."),
        ];

    /// <summary>Writes fail when nothing is left; the audit's records alone can take a gibibyte in days.</summary>
    internal static Diagnosis[] JudgeSpace(string directory, long free, long total)
    {
        var isTight = free < Gibibyte || free < total / 20;
        return !isTight
            ? []
            :
            [
                new(
                    free < Gibibyte / 4 ? DiagnosisSeverity.Error : DiagnosisSeverity.Warning,
                    directory,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The disk is nearly full: {free / (double)Gibibyte:0.0} of {total / (double)Gibibyte:0.0} GiB are free."),
                    "Free some, move DATA_DIR to a larger disk, or keep call records for fewer days (Audit settings)."),
            ];
    }
}
