namespace McpGateway.Access;

/// <summary>
/// Port: a person or program by the exact name, for explanations of what they may do. Implemented by the feature that knows accounts.
/// </summary>
public interface IKnownAccounts
{
    /// <returns>Null when there is no such account.</returns>
    Task<KnownUser?> FindAsync(string name, CancellationToken cancellationToken);
}
