using System.Net.Sockets;
using McpGateway.Foundation.Documents;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>
/// Which failures of PostgreSQL are the machine's or the network's
/// (<see href="https://www.postgresql.org/docs/current/errcodes-appendix.html"/>).
/// </summary>
internal static class PostgresFaults
{
    private const string ConnectionClass = "08";

    public static Exception Explain(Exception failure) =>
        FaultOf(failure) is { } fault ? new StorageUnavailableException(fault, failure) : failure;

    /// <summary>Whether connections that are idle now are likely to be dead.</summary>
    public static bool IsAway(Exception failure) =>
        failure is StorageUnavailableException { Fault: StorageFault.Away or StorageFault.Unsure or StorageFault.ReadOnly };

    private static StorageFault? FaultOf(Exception failure) => failure switch
    {
        PostgresException { SqlState: var state } => FaultOf(state),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => StorageFault.Away,
        NpgsqlException { InnerException: IOException or SocketException } or NpgsqlException { IsTransient: true } => StorageFault.Away,

        // Of several servers none was there, or none was the primary.
        NpgsqlException { InnerException: AggregateException or null } => StorageFault.Away,
        SocketException or IOException => StorageFault.Away,
        _ => null,
    };

    private static StorageFault? FaultOf(string state) => state switch
    {
        PostgresErrorCodes.DiskFull => StorageFault.Full,

        // A primary that became a standby, or was switched to read-only.
        PostgresErrorCodes.ReadOnlySqlTransaction => StorageFault.ReadOnly,
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure => StorageFault.Busy,
        PostgresErrorCodes.IoError => StorageFault.Broken,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow => StorageFault.Away,
        _ when state.StartsWith(ConnectionClass, StringComparison.Ordinal) => StorageFault.Away,
        _ => null,
    };
}
