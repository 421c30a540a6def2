using System.Net.Sockets;
using McpGateway.Foundation.Documents;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Database;

/// <summary>Which failures of MongoDB are the machine's or the network's, and which are another writer's.</summary>
internal static class MongoFaults
{
    public const int NamespaceExists = 48;

    /// <summary>A standalone server answers so to the first command of a transaction.</summary>
    public const int IllegalOperation = 20;
    public const int CommandNotFound = 59;
    public const int Unauthorized = 13;

    private const int LockTimeout = 24;
    private const int MaxTimeExpired = 50;
    private const int WriteConflict = 112;
    private const int NoSuchTransaction = 251;
    private const int UserWritesBlocked = 371;
    private const int OutOfDiskSpace = 14031;
    private const int DuplicateKey = 11000;

    private const string Transient = "TransientTransactionError";
    private const string Unknown = "UnknownTransactionCommitResult";

    /// <summary>What the driver throws for a server or a network.</summary>
    public static bool IsOfTheServer(Exception failure) =>
        failure is MongoException or TimeoutException or IOException or SocketException;

    public static Exception Explain(Exception failure) => new StorageUnavailableException(FaultOf(failure), failure);

    /// <summary>Whether the transaction met another one, and may succeed when it is run again.</summary>
    public static bool IsConflict(Exception failure) => CodeOf(failure) is WriteConflict or LockTimeout or DuplicateKey
        || failure is MongoCommandException { Code: NoSuchTransaction } aborted && aborted.HasErrorLabel(Transient);

    /// <summary>Whether the server was lost before anything was committed: the next one may answer at once.</summary>
    public static bool IsLost(Exception failure) => failure is MongoException labelled && labelled.HasErrorLabel(Transient)
        && FaultOf(failure) == StorageFault.Away;

    /// <summary>Whether a commit may have been carried out.</summary>
    public static bool IsUnknown(Exception failure) => failure is MongoException labelled ? labelled.HasErrorLabel(Unknown)
        : failure is TimeoutException or IOException;

    private static StorageFault FaultOf(Exception failure) => failure switch
    {
        MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException or TimeoutException or IOException
            or SocketException or MongoIncompatibleDriverException => StorageFault.Away,
        MongoConnectionPoolPausedException => StorageFault.Away,
        MongoWaitQueueFullException => StorageFault.Busy,
        MongoExecutionTimeoutException => StorageFault.Away,
        _ => FaultOf(CodeOf(failure)),
    };

    private static StorageFault FaultOf(int? code) => code switch
    {
        WriteConflict or LockTimeout or NoSuchTransaction or DuplicateKey => StorageFault.Busy,
        MaxTimeExpired => StorageFault.Away,
        OutOfDiskSpace => StorageFault.Full,
        UserWritesBlocked or Unauthorized => StorageFault.ReadOnly,
        _ => StorageFault.Broken,
    };

    private static int? CodeOf(Exception failure) => failure switch
    {
        MongoWriteConcernException unconfirmed => unconfirmed.Code,
        MongoCommandException refused => refused.Code,
        MongoBulkWriteException { WriteErrors: [var first, ..] } => first.Code,
        MongoWriteException { WriteError: { } error } => error.Code,
        _ => null,
    };
}
