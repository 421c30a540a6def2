namespace McpGateway.Access;

/// <summary>
/// Port: people whose groups are known here, so that the effect of a change can be named. Implemented by the feature that knows users.
/// </summary>
public interface IKnownUsers
{
    IReadOnlyList<KnownUser> List();

    /// <summary>The person of that exact name; null when nobody is.</summary>
    KnownUser? Find(string name);
}

/// <summary>A person and the groups that decide their scopes.</summary>
public sealed record KnownUser(string Name, IReadOnlyList<string> Groups, bool IsEnabled);
