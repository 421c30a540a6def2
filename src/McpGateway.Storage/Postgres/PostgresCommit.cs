using McpGateway.Storage.Sql;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>
/// A commit that is on its way. When the connection goes before its answer comes, the server is asked on another one what became of it
/// (<see href="https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT"/>).
/// </summary>
/// <param name="Transaction">Its number, which the server process gives to no other one.</param>
/// <param name="Server">Which run of the server that is: in another history the number may be another transaction's.</param>
internal sealed record PostgresCommit(long Transaction, string Server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The last statement before the commit.</summary>
    /// <param name="session">In the transaction.</param>
    /// <param name="channel">Which others are notified when it commits; null for none.</param>
    /// <param name="instance">See <see cref="ISqlDatabase.Instance"/>.</param>
    public static async Task<PostgresCommit> BeginAsync(SqlSession session, string? channel, string instance)
    {
        var sql = $"SELECT txid_current(), {instance}" + (channel is null ? "" : $" FROM pg_notify('{channel}', '')");
        var rows = await session.ReadAsync(
            sql, static reader => new PostgresCommit(reader.GetInt64(0), reader.GetString(1)), CancellationToken.None);
        return rows[0];
    }

    /// <returns>Null when nobody can say.</returns>
    public async Task<bool?> HasSucceededAsync(PostgresSource source, string instance, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            while (true)
            {
                var status = await StatusAsync(source, instance, limit.Token);
                if (status is not "in progress")
                {
                    return status switch { "committed" => true, "aborted" => false, _ => null };
                }

                await Task.Delay(Pause, time, limit.Token);
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<string?> StatusAsync(PostgresSource source, string instance, CancellationToken cancellationToken)
    {
        await using var session = new SqlSession(await source.ConnectAsync(cancellationToken));
        var rows = await session.ReadAsync(
            $"SELECT CASE WHEN {instance} = @server THEN txid_status(@transaction) END",
            static reader => reader.IsDBNull(0) ? null : reader.GetString(0), cancellationToken,
            ("@server", Server), ("@transaction", Transaction));
        return rows[0];
    }
}
