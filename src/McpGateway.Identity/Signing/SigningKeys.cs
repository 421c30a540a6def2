using McpGateway.Foundation;

namespace McpGateway.Identity.Signing;

/// <summary>The keys of the gateway's own tokens, for administrators.</summary>
public sealed partial class SigningKeys
{
    internal static readonly Error NotShown = new(ErrorKind.Forbidden, "Only administrators see the signing keys.");
    internal static readonly Error NotRotated = new(ErrorKind.Forbidden, "Only administrators may rotate the signing keys.");

    private readonly SigningKeyRing _ring;
    private readonly TimeProvider _time;
    private readonly ILogger<SigningKeys> _logger;

    internal SigningKeys(SigningKeyRing ring, TimeProvider time, ILogger<SigningKeys> logger) =>
        (_ring, _time, _logger) = (ring, time, logger);

    /// <summary>The published keys, newest first.</summary>
    public Result<IReadOnlyList<PublishedKey>> List(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Permissions.IsAdmin ? Published() : NotShown;
    }

    /// <summary>
    /// Makes a key that signs from the next minute on. The others stay published until the longest token that they can have signed has
    /// expired, so nobody is signed out.
    /// </summary>
    /// <returns>The published keys afterwards, newest first.</returns>
    public async Task<Result<IReadOnlyList<PublishedKey>>> RotateAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return NotRotated;
        }

        var rotated = await _ring.RotateAsync(cancellationToken);
        if (!rotated.IsSuccess)
        {
            return rotated.Error is { Kind: ErrorKind.Conflict }
                ? new Error(ErrorKind.Conflict, "The signing keys were rotated at the same time. Look at them before you try again.")
                : rotated.Error;
        }

        LogRotated(rotated.Value, caller.Subject);
        return Published();
    }

    private PublishedKey[] Published()
    {
        var now = _time.GetUtcNow();
        var keys = _ring.Current;
        var signer = keys.Signer(now);
        return [.. keys.All.Select(key => new PublishedKey(key.KeyId, StateOf(key, signer), key.CreatedAt, key.RetiresAt))];
    }

    private static SigningKeyState StateOf(SigningKey key, SigningKey signer) =>
        ReferenceEquals(key, signer) ? SigningKeyState.Signing : key.RetiresAt is null ? SigningKeyState.Next : SigningKeyState.Retiring;

    [LoggerMessage(EventId = 4021, Level = LogLevel.Warning, Message = "The signing keys were rotated to {KeyId} by {Subject}.")]
    private partial void LogRotated(string keyId, string subject);
}

/// <summary>A key of the published key set.</summary>
/// <param name="RetiresAt">When it leaves the key set; null for a key that nobody replaced.</param>
public sealed record PublishedKey(string KeyId, SigningKeyState State, DateTimeOffset CreatedAt, DateTimeOffset? RetiresAt);

/// <summary>What a published key is for.</summary>
public enum SigningKeyState
{
    /// <summary>Published, so that every replica and every reader of the key set knows it before its first token comes.</summary>
    Next,

    /// <summary>Signs new tokens.</summary>
    Signing,

    /// <summary>Verifies the tokens that it signed, and signs none.</summary>
    Retiring,
}
