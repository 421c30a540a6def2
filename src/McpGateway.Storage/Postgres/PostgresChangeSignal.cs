using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>
/// Listens for commits of other replicas on a connection of its own, and connects again when that drops. Where a pooler keeps
/// notifications away, it signals at short intervals instead.
/// </summary>
internal sealed partial class PostgresChangeSignal(PostgresDatabase database, TimeProvider time, ILogger<PostgresChangeSignal> logger)
    : BackgroundService, IChangeSignal
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long a notification of its own may take to come back.</summary>
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(5);

    /// <summary>Changes are to be in force within a second.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it polls until it looks whether notifications come.</summary>
    private static readonly TimeSpan PollSpan = TimeSpan.FromMinutes(10);

    private readonly RepeatedFailures _failures = new(time);

    // Replaced at each signal by the listening loop; read by whoever waits.
    private TaskCompletionSource _next = New();
    private bool _hasToldOfPolling;

    public Task WaitAsync(CancellationToken cancellationToken) => Volatile.Read(ref _next).Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await ListenAsync(stoppingToken))
                {
                    await PollAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or InvalidOperationException or TimeoutException
                or StorageUnavailableException or StorageUnusableException)
            {
                // Polling goes on meanwhile: changes come a little later.
                if (_failures.ShouldTell(out var untold))
                {
                    LogDropped(untold, failure);
                }

                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <returns>False when notifications do not come; otherwise it does not return.</returns>
    private async Task<bool> ListenAsync(CancellationToken cancellationToken)
    {
        var probe = Guid.NewGuid().ToString();
        var isHeard = false;
        await using var connection = await database.ConnectToListenAsync(cancellationToken);
        connection.Notification += (_, notification) =>
        {
            isHeard |= notification.Payload == probe;
            Signal();
        };
        var isPooled = await PostgresSource.IsPooledAsync(connection, cancellationToken);
        if (!isPooled)
        {
            // Behind a pooler the lock would stay with a session that others get: there the leader's lease says that the store is in use.
            await ExecuteAsync(connection, PostgresDatabase.Enter, cancellationToken);
        }

        // The last statement, because it is what the server shows of an idle connection.
        await ExecuteAsync(connection, "LISTEN " + PostgresDatabase.ChangeChannel, cancellationToken);

        // Commits made while the connection was down sent no notification that was received, so changes are read once now.
        _failures.Ended();
        Signal();
        if (isPooled)
        {
            // A pooler may keep the session (session mode), or may not. Asked from another connection: one's own would be told at once.
            await database.ExecuteAsync(
                "SELECT pg_notify(@channel, @probe)", cancellationToken, ("@channel", PostgresDatabase.ChangeChannel), ("@probe", probe));
            while (!isHeard && await connection.WaitAsync(ProbePatience, cancellationToken))
            {
            }

            if (!isHeard)
            {
                await ExecuteAsync(connection, "UNLISTEN *", cancellationToken);
                return false;
            }
        }

        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        if (!_hasToldOfPolling)
        {
            _hasToldOfPolling = true;
            LogPolling();
        }

        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < PollSpan;)
        {
            await Task.Delay(PollInterval, time, cancellationToken);
            Signal();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // constants of this class
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Signal() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    [LoggerMessage(
        EventId = 10001, Level = LogLevel.Warning,
        Message = "The connection that listens for changes dropped; connecting again ({Untold} more failures since this was last told).")]
    private partial void LogDropped(long untold, Exception failure);

    [LoggerMessage(
        EventId = 10005, Level = LogLevel.Warning,
        Message = "Notifications do not come through the pooler before PostgreSQL: changes of other replicas are looked for twice a "
            + "second. Storage__PostgresListenConnectionString can name the server itself, for listening.")]
    private partial void LogPolling();
}
