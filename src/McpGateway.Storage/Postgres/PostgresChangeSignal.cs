using McpGateway.Foundation.Documents;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>Listens for commits of other replicas on a connection of its own, and connects again when that drops.</summary>
internal sealed partial class PostgresChangeSignal(PostgresDatabase database, TimeProvider time, ILogger<PostgresChangeSignal> logger)
    : BackgroundService, IChangeSignal
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // Replaced at each signal by the listening loop; read by whoever waits.
    private TaskCompletionSource _next = New();

    public Task WaitAsync(CancellationToken cancellationToken) => Volatile.Read(ref _next).Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or InvalidOperationException or TimeoutException)
            {
                // Polling goes on meanwhile: changes come a little later.
                LogDropped(failure);
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.ConnectAsync(cancellationToken);
        connection.Notification += (_, _) => Signal();
        await using (var command = new NpgsqlCommand("LISTEN " + PostgresDatabase.ChangeChannel, connection))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        // Commits made while the connection was down sent no notification that was received, so changes are read once now.
        Signal();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Signal() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    [LoggerMessage(
        EventId = 10001, Level = LogLevel.Warning, Message = "The connection that listens for changes dropped; connecting again.")]
    private partial void LogDropped(Exception failure);
}
