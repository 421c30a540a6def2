using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Identity.Signing;

/// <summary>Keeps the signing keys in memory in step with the store. Written by the change feed, read by issuing and verifying.</summary>
public sealed partial class SigningKeyRing(DocumentStore documents, TimeProvider time, ILogger<SigningKeyRing> logger) : IChangeHandler
{
    public static readonly DocumentKind<SigningKeyRecord> Kind = new("signing_keys", SigningJsonContext.Default.SigningKeyRecord)
    {
        IsSealed = true,
        ExpiryOf = record => record.RetiresAt,
    };

    // Longer than any token that a retired key may have signed.
    private static readonly TimeSpan Retirement = TimeSpan.FromHours(25);

    private SigningKeySet _current = SigningKeySet.Empty;

    public SigningKeySet Current => Volatile.Read(ref _current);

    public ChangePhase Phase => ChangePhase.Snapshot;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var records = await documents.ListAsync(Kind, cancellationToken);

        // The former set may still be verifying somewhere; its few handles go with the garbage collector.
        Volatile.Write(ref _current, new SigningKeySet(
            records.Where(
                document => document.Value.RetiresAt is not { } end || end > now).Select(document => SigningKey.Open(document.Value))));
    }

    public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        changes.Touches(Kind) ? LoadAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Makes the first key. Replicas that start together may each make one: all are published, and that is fine.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (Current.IsEmpty && await AddAsync(new DocumentBatch(), cancellationToken) is { IsSuccess: false, Error: var error })
        {
            throw new InvalidOperationException($"A signing key could not be stored: {error.Detail}");
        }
    }

    /// <summary>Adds a key that signs soon; the others stay published until no token of theirs can be valid.</summary>
    /// <returns>Id of the new key; <see cref="ErrorKind.Conflict"/> when another rotation was first.</returns>
    public async Task<Result<string>> RotateAsync(CancellationToken cancellationToken)
    {
        var batch = new DocumentBatch();
        var retiresAt = time.GetUtcNow() + Retirement;
        foreach (var key in await documents.ListAsync(Kind, cancellationToken))
        {
            if (key.Value.RetiresAt is null)
            {
                batch.Put(Kind, key.Key, key.Value with { RetiresAt = retiresAt }, key.Version);
            }
        }

        return await AddAsync(batch, cancellationToken);
    }

    private async Task<Result<string>> AddAsync(DocumentBatch batch, CancellationToken cancellationToken)
    {
        var record = SigningKey.Generate(time.GetUtcNow());
        var committed = await documents.CommitAsync(batch.Put(Kind, record.KeyId, record, DocumentBatch.Absent), cancellationToken);
        if (!committed.IsSuccess)
        {
            return committed.Error;
        }

        LogCreated(record.KeyId);
        return record.KeyId;
    }

    [LoggerMessage(EventId = 4020, Level = LogLevel.Information, Message = "Created signing key {KeyId}.")]
    private partial void LogCreated(string keyId);
}
