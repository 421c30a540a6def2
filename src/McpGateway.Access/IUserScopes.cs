namespace McpGateway.Access;

/// <summary>Port: the scopes that a known user holds now, for explanations. Implemented by the feature that knows users.</summary>
public interface IUserScopes
{
    /// <returns>Null when there is no such user.</returns>
    Task<IReadOnlyList<string>?> FindAsync(string userName, CancellationToken cancellationToken);
}
