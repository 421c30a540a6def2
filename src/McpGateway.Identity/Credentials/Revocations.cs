using System.Collections.Concurrent;
using McpGateway.Foundation.Documents;

namespace McpGateway.Identity.Credentials;

/// <summary>
/// Ends tokens before their time: in this process at once, whatever becomes of the write, and everywhere when it is stored. What cannot be
/// stored now is stored when the disk allows.
/// </summary>
public sealed partial class Revocations(
    RevokedTokens revoked, BearerCredentials bearers, DocumentStore documents, TimeProvider time, ILogger<Revocations> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, RevokedTokenRecord> _pending = new(StringComparer.Ordinal);

    /// <param name="record">What ends.</param>
    /// <param name="commit">Stores it, with whatever belongs to it.</param>
    /// <exception cref="StorageUnavailableException">It is in force here and not stored yet.</exception>
    public async Task<T> EndAsync<T>(RevokedTokenRecord record, Func<Task<T>> commit)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(commit);
        revoked.Add(record);
        bearers.Revoke(record.Id);
        try
        {
            return await commit();
        }
        catch (StorageUnavailableException failure)
        {
            _pending[record.Id] = record;
            LogPending(record.Id, failure.Fault);
            throw;
        }
    }

    /// <summary>Stores what could not be stored before.</summary>
    /// <returns>How many are left.</returns>
    public async Task<int> StorePendingAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, record) in _pending)
        {
            try
            {
                await documents.CommitAsync(
                    new DocumentBatch().Put(RevokedTokens.Kind, id, record, expectedVersion: null), cancellationToken);
            }
            catch (StorageUnavailableException)
            {
                // Still not: the others would fare no better.
                break;
            }

            _pending.TryRemove(id, out _);
        }

        return _pending.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await StorePendingAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway ends.
        }
    }

    [LoggerMessage(
        EventId = 4042, Level = LogLevel.Error,
        Message = "The revocation of token {TokenId} is in force in this process and cannot be stored yet ({Fault}).")]
    private partial void LogPending(string tokenId, StorageFault fault);
}
