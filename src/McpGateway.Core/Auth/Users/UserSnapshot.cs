using System.Collections.Frozen;

namespace McpGateway.Core.Auth.Users;

/// <summary>All local accounts at one moment. Immutable.</summary>
internal sealed class UserSnapshot(IEnumerable<UserRecord> users)
{
    public static readonly UserSnapshot Empty = new([]);

    private readonly FrozenDictionary<string, UserRecord> _byName = users.ToFrozenDictionary(user => user.UserName, StringComparer.Ordinal);

    public IReadOnlyCollection<UserRecord> Users => _byName.Values;

    /// <summary>The account of that exact name, or null.</summary>
    public UserRecord? Find(string userName) => _byName.GetValueOrDefault(userName);
}
