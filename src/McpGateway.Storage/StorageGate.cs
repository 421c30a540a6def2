using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Sql;

namespace McpGateway.Storage;

/// <summary>Opens the storage before anything else starts, so that a process that cannot keep state does not serve.</summary>
internal sealed partial class StorageGate(
    ISqlDatabase database, ISecretProtector protector, ILogger<StorageGate> logger) : IHostedLifecycleService
{
    private const string KeyCheckPurpose = "storage.key-check";

    private int _announced;

    /// <exception cref="StorageUnusableException">The storage cannot be used; the message says why and what to do.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);

        // A one-way derivative of the master key: tells keys apart and reveals neither.
        var check = Convert.ToHexString(protector.DeriveKey(KeyCheckPurpose));
        var stored = await database.WriteAsync(
            (session, token) => RememberAsync(session, check, token), takesRevision: true, cancellationToken);
        if (stored != check)
        {
            throw new StorageUnusableException(
                "The key for stored secrets is not the one that this database was set up with. Set SECRET_KEY to the value used before "
                + "(it must be the same on every replica), or put the original secret.key back into DATA_DIR.");
        }

        if (Interlocked.Exchange(ref _announced, 1) == 0)
        {
            LogOpened(database.Description);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stores the check when there is none yet, and returns the one that counts.</summary>
    private static async Task<WriteOutcome<string>> RememberAsync(SqlSession session, string check, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            "UPDATE store_state SET key_check = @check WHERE id = 1 AND key_check IS NULL", cancellationToken, ("@check", check));
        var stored = await session.ReadAsync(
            "SELECT key_check FROM store_state WHERE id = 1", reader => reader.GetString(0), cancellationToken);
        return new(stored[0], Keep: true);
    }

    [LoggerMessage(EventId = 10000, Level = LogLevel.Information, Message = "Storage: {Description}.")]
    private partial void LogOpened(string description);
}
