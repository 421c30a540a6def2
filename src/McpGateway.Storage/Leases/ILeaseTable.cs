namespace McpGateway.Storage.Leases;

/// <summary>Where leases are kept, which expire by the database's clock.</summary>
internal interface ILeaseTable
{
    /// <summary>How long a lease lasts without being renewed, in the database.</summary>
    static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    /// <summary>How long a request of a lease may take.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>Whether it is still held.</returns>
    Task<bool> RenewAsync(string role, string holder, CancellationToken cancellationToken);

    Task ReleaseAsync(string role, string holder);

    /// <summary>Whoever looks at the database sees who leads; the rest tells two leaderships of one process apart.</summary>
    static string NewHolder() => $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():n}";
}
