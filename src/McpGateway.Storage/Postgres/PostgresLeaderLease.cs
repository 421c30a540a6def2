using McpGateway.Foundation.Leadership;
using McpGateway.Storage.Leases;

namespace McpGateway.Storage.Postgres;

/// <summary>
/// Leadership is a row that expires by the database's clock unless its holder renews it. A holder that is paused, cut off or unanswered
/// therefore keeps nobody waiting, and it counts the same time on its own clock to stop before that.
/// </summary>
internal sealed class PostgresLeaderLease(PostgresDatabase database, TimeProvider time) : ILeaderLease, ILeaseTable
{
    private const string Take =
        """
        INSERT INTO leases (role, holder, term, expires_at)
        VALUES (@role, @holder, 1, clock_timestamp() + @life * interval '1 millisecond')
        ON CONFLICT (role) DO UPDATE SET holder = excluded.holder, term = leases.term + 1, expires_at = excluded.expires_at
        WHERE leases.expires_at <= clock_timestamp()
        """;

    private const string Renew =
        """
        UPDATE leases SET expires_at = clock_timestamp() + @life * interval '1 millisecond'
        WHERE role = @role AND holder = @holder AND expires_at > clock_timestamp()
        """;

    private const string Release = "UPDATE leases SET expires_at = clock_timestamp() WHERE role = @role AND holder = @holder";

    public async Task<ILeadership?> TryAcquireAsync(string role, CancellationToken cancellationToken)
    {
        var holder = ILeaseTable.NewHolder();
        var before = time.GetTimestamp();
        return await ExecuteAsync(Take, role, holder, cancellationToken) == 1
            ? new RenewedLeadership(this, role, holder, before, time)
            : null;
    }

    public async Task<bool> RenewAsync(string role, string holder, CancellationToken cancellationToken) =>
        await ExecuteAsync(Renew, role, holder, cancellationToken) == 1;

    public Task ReleaseAsync(string role, string holder) => ExecuteAsync(Release, role, holder, CancellationToken.None);

    private async Task<int> ExecuteAsync(string sql, string role, string holder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ILeaseTable.Patience);
        try
        {
            return await database.ExecuteAsync(
                sql, limit.Token, ("@role", role), ("@holder", holder), ("@life", (long)ILeaseTable.Life.TotalMilliseconds));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The database did not answer about a lease in time.");
        }
    }
}
