using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Diagnostics;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Leadership;
using McpGateway.Foundation.Records;

namespace McpGateway.Storage.Transfer;

/// <summary>
/// A kind of database whose code and driver are in a project of their own, behind all ports of the storage. Making one connects to nothing.
/// </summary>
internal interface IStorageAdapter
{
    IDocumentStorage Documents { get; }

    IAuditTrail Audit { get; }

    IRecordLog Records { get; }

    IRecordSeries Series { get; }

    ILeaderLease Leases { get; }

    IDiagnosticCheck Check { get; }

    IStore Store { get; }

    /// <summary>Whether <c>STORAGE_BACKEND</c> means this one.</summary>
    /// <param name="backend">One of <see cref="StorageBackends"/>.</param>
    bool Serves(string backend);

    /// <summary>Whether <paramref name="address"/>, as an operator names the target of a move, leads to such a database.</summary>
    bool Reads(string address);

    /// <summary>The store at an address, not opened yet. To be disposed of.</summary>
    /// <param name="address">A credential: never shown.</param>
    Result<OpenPlace> Connect(string address);
}
