using McpGateway.Foundation.Documents;
using Microsoft.Data.Sqlite;

namespace McpGateway.Storage.Sqlite;

/// <summary>Which failures of SQLite are the machine's (<see href="https://www.sqlite.org/rescode.html"/>).</summary>
internal static class SqliteFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    public static Exception Explain(Exception failure) => (failure as SqliteException)?.SqliteErrorCode switch
    {
        Full => new StorageUnavailableException(StorageFault.Full, failure),
        ReadOnly => new StorageUnavailableException(StorageFault.ReadOnly, failure),
        Busy or Locked => new StorageUnavailableException(StorageFault.Slow, failure),
        IoError or CannotOpen => new StorageUnavailableException(StorageFault.Broken, failure),
        _ => failure,
    };
}
