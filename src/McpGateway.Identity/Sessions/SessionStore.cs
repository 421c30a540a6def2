using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Secrets;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Sessions;

/// <summary>
/// Sessions on the server's side. The cookie holds 256 random bits; the store holds their hash, so a copy of it opens no session.
/// </summary>
public sealed class SessionStore(
    DocumentStore documents, CallerFactory callers, ISecretProtector protector, IOptions<AuthOptions> options, TimeProvider time)
{
    public static readonly DocumentKind<SessionRecord> Kind = new("sessions", SessionsJsonContext.Default.SessionRecord)
    {
        OwnerOf = record => record.Subject,
        ExpiryOf = record => record.ExpiresAt,
    };

    private const int IdBytes = 32;
    internal const string IdTokenPurpose = "session-id-token";

    private readonly CredentialCache _cache = new(time);
    private long _forgotten;

    /// <returns>The id for the cookie. It cannot be had again.</returns>
    public async Task<Result<string>> CreateAsync(CredentialIdentity identity, CancellationToken cancellationToken, string? idToken = null)
    {
        var id = Base64UrlText.Encode(RandomNumberGenerator.GetBytes(IdBytes));
        var now = time.GetUtcNow();
        var record = new SessionRecord
        {
            Subject = identity.Subject,
            UserName = identity.UserName,
            Provider = identity.Provider,
            AuthMethod = identity.AuthMethod,
            Groups = identity.Groups,
            Email = identity.Email,
            DisplayName = identity.DisplayName,
            SealedIdToken = idToken is null
                ? null
                : protector.Protect(IdTokenPurpose, Encoding.ASCII.GetBytes(idToken), Encoding.ASCII.GetBytes(KeyOf(id))),
            CreatedAt = now,
            ExpiresAt = now + TimeSpan.FromSeconds(options.Value.SessionMaxAgeSeconds),
        };
        var batch = new DocumentBatch().Put(Kind, KeyOf(id), record, DocumentBatch.Absent);
        await EndOvertakenAsync(record, batch, cancellationToken);
        var committed = await documents.CommitAsync(batch, cancellationToken);
        return committed.IsSuccess ? id : committed.Error;
    }

    /// <summary>
    /// What a provider says of a person now replaces what it said before: sessions with other groups would keep rights that it took away.
    /// Groups of local accounts are looked up with each request.
    /// </summary>
    private async Task EndOvertakenAsync(SessionRecord record, DocumentBatch batch, CancellationToken cancellationToken)
    {
        if (record.Provider == CredentialIdentity.LocalProvider)
        {
            return;
        }

        var groups = record.Groups.ToHashSet(StringComparer.Ordinal);
        foreach (var former in await documents.ListByOwnerAsync(Kind, record.Subject, cancellationToken))
        {
            if (former.Value.Provider == record.Provider && !groups.SetEquals(former.Value.Groups))
            {
                batch.Delete(Kind, former.Key, expectedVersion: null);
            }
        }
    }

    /// <exception cref="StorageUnavailableException">It has ended in this process and its end is not stored yet.</exception>
    public async Task RevokeAsync(string id, CancellationToken cancellationToken)
    {
        if (IsWellFormed(id))
        {
            await documents.CommitAsync(
                new DocumentBatch().Delete(Kind, KeyOf(id), expectedVersion: null).AsRevocation(), cancellationToken);
        }
    }

    /// <summary>What a sign-out at the provider needs to know of a session; null when there is no such session.</summary>
    public async Task<EndedSession?> DescribeAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsWellFormed(id) || await documents.FindAsync(Kind, KeyOf(id), cancellationToken) is not { Value: var record })
        {
            return null;
        }

        var idToken = record.SealedIdToken is { } data
            ? protector.Unprotect(IdTokenPurpose, data, Encoding.ASCII.GetBytes(KeyOf(id)))
            : null;
        return new(record.Provider, idToken is null ? null : Encoding.ASCII.GetString(idToken));
    }

    /// <summary>The session of a cookie. Synchronous for one that was seen before.</summary>
    public ValueTask<SessionOutcome> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsWellFormed(id))
        {
            return new(new SessionOutcome(null, null, SessionState.Invalid));
        }

        var key = KeyOf(id);
        return _cache.Find(key) is { } known ? new(OutcomeOf(known)) : LoadAsync(key, cancellationToken);
    }

    /// <summary>The stored session has changed or gone: it is read again, or refused.</summary>
    public void Forget(string key, bool isDeleted)
    {
        Interlocked.Increment(ref _forgotten);
        if (_cache.TryRemove(key, out var credential) && isDeleted)
        {
            credential!.Revoke();
        }
    }

    public void ForgetAll()
    {
        Interlocked.Increment(ref _forgotten);
        _cache.Clear();
    }

    /// <summary>Makes every cached caller again, so that rights that ended stop what is open under them.</summary>
    public void Refresh()
    {
        foreach (var credential in _cache.All)
        {
            credential.Refresh();
        }
    }

    internal static string KeyOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(id)));

    private static bool IsWellFormed(string id) => Base64UrlText.Decode(id) is { Length: IdBytes };

    private async ValueTask<SessionOutcome> LoadAsync(string key, CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref _forgotten);
        if (await documents.FindAsync(Kind, key, cancellationToken) is not { Value: var record })
        {
            return new(null, null, SessionState.Invalid);
        }

        var credential = new CachedCredential(ToIdentity(record), callers, time);

        // A sign-out that came while the session was being read found no entry to end: such a reading is used once and not kept.
        _cache.Add(key, credential);
        if (Interlocked.Read(ref _forgotten) != before)
        {
            _cache.TryRemove(key, out _);
            if (await documents.FindAsync(Kind, key, cancellationToken) is null)
            {
                return new(null, null, SessionState.Invalid);
            }
        }

        return OutcomeOf(credential);
    }

    private SessionOutcome OutcomeOf(CachedCredential credential)
    {
        if (credential.Identity.ExpiresAt <= time.GetUtcNow())
        {
            return new(null, null, SessionState.Expired);
        }

        return credential.Current() is { } resolved
            ? new(resolved, credential.Identity, SessionState.Valid)
            : new(null, null, SessionState.Invalid);
    }

    private static CredentialIdentity ToIdentity(SessionRecord record) => new()
    {
        Subject = record.Subject,
        UserName = record.UserName,
        Groups = record.Groups,
        AuthMethod = record.AuthMethod,
        Provider = record.Provider,
        Email = record.Email,
        DisplayName = record.DisplayName,
        IssuedAt = record.CreatedAt,
        ExpiresAt = record.ExpiresAt,
    };
}

/// <summary>Outcome of looking a session up.</summary>
public readonly record struct SessionOutcome(ResolvedCaller? Resolved, CredentialIdentity? Identity, SessionState State);

public enum SessionState
{
    Valid,
    Invalid,
    Expired,
}
