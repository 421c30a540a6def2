using McpGateway.Foundation.Leadership;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>Holds the connection that holds the lock, and watches it.</summary>
internal sealed class PostgresLeadership : ILeadership
{
    private const int CheckTimeoutSeconds = 5;

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);

    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Task _watch;
    private int _disposed;

    public PostgresLeadership(NpgsqlConnection connection, TimeProvider time)
    {
        (_connection, _time) = (connection, time);
        Lost = _lost.Token;
        _watch = WatchAsync();
    }

    public CancellationToken Lost { get; }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _released.CancelAsync();
        await _watch;
        try
        {
            // A pooled connection would keep the lock until it is used again.
            await using var command = new NpgsqlCommand(
                "SELECT pg_advisory_unlock_all()", _connection)
            { CommandTimeout = CheckTimeoutSeconds };
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or IOException)
        {
            // The connection is gone, and the lock with it.
        }

        await _connection.DisposeAsync();
        _released.Dispose();
        _lost.Dispose();
    }

    /// <summary>Asks the server now and then: a cut network shows as silence, which only a question with a deadline can tell.</summary>
    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(CheckInterval, _time, _released.Token);
                await using var command = new NpgsqlCommand("SELECT 1", _connection) { CommandTimeout = CheckTimeoutSeconds };
                await command.ExecuteScalarAsync(_released.Token);
            }
        }
        catch (OperationCanceledException) when (_released.IsCancellationRequested)
        {
            // Given up on purpose.
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            await _lost.CancelAsync();
        }
    }
}
