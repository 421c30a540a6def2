using System.Collections.Frozen;

namespace McpGateway.Identity.Users;

/// <summary>All local accounts, and the subjects whose earlier credentials are void, at one moment. Immutable.</summary>
public sealed class UserSnapshot(IEnumerable<UserRecord> users, IEnumerable<RevokedSubjectRecord> revokedSubjects)
{
    public static readonly UserSnapshot Empty = new([], []);

    private readonly FrozenDictionary<string, UserRecord> _byName = users.ToFrozenDictionary(user => user.UserName, StringComparer.Ordinal);

    private readonly FrozenDictionary<string, DateTimeOffset> _revoked =
        revokedSubjects.ToFrozenDictionary(record => record.Subject, record => record.RevokedAt, StringComparer.Ordinal);

    public IReadOnlyCollection<UserRecord> Users => _byName.Values;

    /// <summary>The account of that exact name, or null.</summary>
    public UserRecord? Find(string userName) => _byName.GetValueOrDefault(userName);

    /// <summary>The account of that name whatever its upper and lower case, or null.</summary>
    public UserRecord? FindLike(string userName) =>
        Find(userName) ?? Users.FirstOrDefault(user => user.UserName.Equals(userName, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether a credential of this subject, made at that moment, was made before all of the subject's credentials were voided.
    /// </summary>
    public bool IsVoided(string subject, DateTimeOffset issuedAt) =>
        _revoked.TryGetValue(subject, out var revokedAt) && issuedAt <= revokedAt;
}
