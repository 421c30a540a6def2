namespace McpGateway.Identity.Credentials;

/// <summary>
/// A credential that was verified once. Holds its caller for the policy in force and makes it again after a change; when rights shrink
/// or end, or the credential expires, what is still open under it is told to stop.
/// </summary>
internal sealed class CachedCredential(CredentialIdentity identity, CallerFactory callers, TimeProvider time)
{
    private readonly Lock _changing = new();
    private CancellationTokenSource? _open;
    private ResolvedCaller? _resolved;
    private bool _isRevoked;

    public CredentialIdentity Identity { get; } = identity;

    /// <summary>From when on it is to be verified again although it has not expired.</summary>
    public DateTimeOffset AskAgainAt { get; init; } = DateTimeOffset.MaxValue;

    public bool IsRevoked => Volatile.Read(ref _isRevoked);

    /// <summary>The caller now. A field read as long as policy and accounts are unchanged.</summary>
    /// <returns>Null when the credential is revoked or its account is not active.</returns>
    public ResolvedCaller? Current()
    {
        var resolved = Volatile.Read(ref _resolved);
        return resolved is not null && callers.IsCurrent(resolved) ? resolved : Refresh();
    }

    /// <summary>Ends the credential on this replica, at once.</summary>
    public void Revoke()
    {
        CancellationTokenSource? ended;
        lock (_changing)
        {
            Volatile.Write(ref _isRevoked, true);
            Volatile.Write(ref _resolved, null);
            (ended, _open) = (_open, null);
        }

        Stop(ended);
    }

    /// <summary>Makes the caller again if policy or accounts have changed.</summary>
    public ResolvedCaller? Refresh()
    {
        CancellationTokenSource? ended = null;
        ResolvedCaller? next;
        lock (_changing)
        {
            if (_isRevoked)
            {
                return null;
            }

            var former = _resolved;
            if (former is not null && callers.IsCurrent(former))
            {
                return former;
            }

            _open ??= UntilExpiry();
            next = callers.Resolve(Identity, _open.Token);
            if (former is not null && former.MayMoreThan(next))
            {
                (ended, _open) = (_open, UntilExpiry());
                next = next is null ? null : callers.Resolve(Identity, _open.Token);
            }

            Volatile.Write(ref _resolved, next);
        }

        Stop(ended);
        return next;
    }

    // Runs the streams' callbacks elsewhere: they must not hold up the change feed. The token itself is cancelled when this returns.
    private static void Stop(CancellationTokenSource? ended) => _ = ended?.CancelAsync();

    private CancellationTokenSource UntilExpiry()
    {
        var left = Identity.ExpiresAt - time.GetUtcNow();
        return left > TimeSpan.Zero && left < TimeSpan.FromDays(40) ? new(left, time) : new();
    }
}
