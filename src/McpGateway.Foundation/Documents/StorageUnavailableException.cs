namespace McpGateway.Foundation.Documents;

/// <summary>The store cannot write now, for a reason of the machine's and not of the request's. Nothing was stored.</summary>
public sealed class StorageUnavailableException(StorageFault fault, Exception? cause = null) : Exception(MessageOf(fault), cause)
{
    public StorageFault Fault => fault;

    /// <summary>What the person who asked is told; and the operator, in the log.</summary>
    private static string MessageOf(StorageFault fault) => fault switch
    {
        StorageFault.Full => "Nothing was stored: the disk of the gateway's database is full.",
        StorageFault.ReadOnly => "Nothing was stored: the gateway's database cannot be written to (read-only).",
        StorageFault.Slow => "Nothing was stored: the disk of the gateway's database is too slow. Try again.",
        StorageFault.Broken => "Nothing was stored: the disk of the gateway's database failed.",
    };
}

public enum StorageFault
{
    Full,
    ReadOnly,
    Slow,
    Broken,
}
