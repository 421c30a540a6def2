using McpGateway.Foundation;
using McpGateway.Foundation.Secrets;
using McpGateway.Storage.Sql;
using McpGateway.Storage.Transfer;

namespace McpGateway.Storage;

/// <summary>Opens the storage before anything else starts, so that a process that cannot keep state does not serve.</summary>
internal sealed partial class StorageGate(
    IStore store, ISecretProtector protector, ILogger<StorageGate> logger) : IHostedLifecycleService
{
    private int _announced;

    /// <exception cref="StorageUnusableException">The storage cannot be used; the message says why and what to do.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await store.OpenAsync(SchemaOpening.Serve, cancellationToken);
        await store.EnterAsync(cancellationToken);
        var checks = KeyCheck.ChecksOf(protector);
        var stored = await store.EnterKeysAsync(checks, cancellationToken);
        if (!stored.IsKnownTo(checks))
        {
            throw new StorageUnusableException(Refusal(stored, checks));
        }

        if (Interlocked.Exchange(ref _announced, 1) == 0)
        {
            LogOpened(store.Description);
            if (store.NewerSchema is { } newer)
            {
                LogNewer(newer);
            }
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Refusal(KeyCheck stored, IReadOnlyList<string> checks)
    {
        if (stored.Incomplete is { } what)
        {
            return $"The database is not complete: {what}, which did not come to its end. Run that command again; "
                + "or start with another, empty database.";
        }

        return stored.Keys.Any(checks.Contains)
            ? "SECRET_KEY of this database is being exchanged, and parts of it are still sealed with another key than the one that is set. "
                + "Set SECRET_KEY to the new key and SECRET_KEY_PREVIOUS to the former one, and run 'store rotate-key' to the end."
            : "The key for stored secrets is not the one that this database was set up with. Set SECRET_KEY to the value used before "
                + "(it must be the same on every replica), or put the original secret.key back into DATA_DIR.";
    }

    [LoggerMessage(EventId = 10000, Level = LogLevel.Information, Message = "Storage: {Description}.")]
    private partial void LogOpened(string description);

    [LoggerMessage(
        EventId = 10006, Level = LogLevel.Warning,
        Message = "The database has the schema of a newer release (version {Newer}), on which this release runs while one is exchanged "
            + "for the other. What only the newer one knows of is not seen here.")]
    private partial void LogNewer(long newer);
}
