namespace McpGateway.Access;

/// <summary>
/// Port: people whose groups are known here, so that the effect of a change can be named. Implemented by the feature that knows users.
/// </summary>
public interface IKnownUsers
{
    IReadOnlyList<KnownUser> List();
}

/// <summary>A person, or a program, and the groups that decide their scopes.</summary>
/// <param name="Subject">As their credentials prove it (<see cref="Foundation.Caller.Subject"/>): who owns what is known by it.</param>
public sealed record KnownUser(string Name, IReadOnlyList<string> Groups, bool IsEnabled, string Subject);
