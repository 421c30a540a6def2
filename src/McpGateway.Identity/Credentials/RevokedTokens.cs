using System.Collections.Concurrent;
using McpGateway.Foundation.Documents;

namespace McpGateway.Identity.Credentials;

/// <summary>
/// A token that is void before its time (kind <c>revoked_tokens</c>, key = jti). Kept until the token would have expired.
/// </summary>
public sealed record RevokedTokenRecord(string Id, DateTimeOffset RevokedAt, DateTimeOffset ExpiresAt);

/// <summary>The ids of revoked tokens, in memory. Written by the change feed, read when a token is verified.</summary>
public sealed class RevokedTokens(TimeProvider time)
{
    public static readonly DocumentKind<RevokedTokenRecord> Kind = new("revoked_tokens", CredentialsJsonContext.Default.RevokedTokenRecord)
    {
        ExpiryOf = record => record.ExpiresAt,
    };

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiries = new(StringComparer.Ordinal);

    public bool Contains(string id) => _expiries.ContainsKey(id);

    public void Add(RevokedTokenRecord record)
    {
        _expiries[record.Id] = record.ExpiresAt;
        var longPast = time.GetUtcNow() - TimeSpan.FromHours(1);
        foreach (var (id, expiresAt) in _expiries)
        {
            if (expiresAt < longPast)
            {
                _expiries.TryRemove(id, out _);
            }
        }
    }
}
