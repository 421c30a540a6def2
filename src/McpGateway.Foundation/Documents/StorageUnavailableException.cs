namespace McpGateway.Foundation.Documents;

/// <summary>
/// The store cannot do it now, for a reason of the machine's and not of the request's. Nothing was stored, but for
/// <see cref="StorageFault.Unsure"/>.
/// </summary>
public sealed class StorageUnavailableException(StorageFault fault, Exception? cause = null, bool isInForce = false)
    : Exception(isInForce ? InForce + MessageOf(fault) : MessageOf(fault), cause)
{
    private const string InForce = "It is in force in this process and will be stored when that is possible again; until then other "
        + "replicas do not know of it, and a restart would undo it. ";

    public StorageFault Fault => fault;

    /// <summary>Whether it was a revocation, which is in force here all the same (<see cref="DocumentBatch.AsRevocation"/>).</summary>
    public bool IsInForce => isInForce;

    /// <summary>What the person who asked is told; and the operator, in the log.</summary>
    private static string MessageOf(StorageFault fault) => fault switch
    {
        StorageFault.Full => "Nothing was stored: the disk of the gateway's database is full.",
        StorageFault.ReadOnly => "Nothing was stored: the gateway's database cannot be written to (read-only).",
        StorageFault.Slow => "Nothing was stored: the disk of the gateway's database is too slow. Try again.",
        StorageFault.Broken => "Nothing was stored: the gateway's database or its disk failed.",
        StorageFault.Busy => "Nothing was stored: the gateway's database is busy with other changes. Try again.",
        StorageFault.Away => "The gateway's database does not answer. Nothing was stored. Try again.",
        StorageFault.Unsure =>
            "The gateway's database did not confirm the change: it may be stored or not. Look at it before you repeat it.",
    };
}

public enum StorageFault
{
    Full,
    ReadOnly,
    Slow,
    Broken,

    /// <summary>Other changes took so long that this one had no turn.</summary>
    Busy,

    /// <summary>It does not answer.</summary>
    Away,

    /// <summary>It went away while it was to confirm the commit, which may be there or not.</summary>
    Unsure,
}
