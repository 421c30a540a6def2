using McpGateway.Access.Scopes;

namespace McpGateway.Access.Groups;

public sealed record GroupCreated(string Name, bool IsInDirectory);

public sealed record GroupDeleted(string Name, bool WasInDirectory, bool WasInScopes);

/// <param name="Groups">The groups that were asked for.</param>
/// <param name="Missing">Those among them that do not exist.</param>
public sealed record GroupMembership(string ServerPath, IReadOnlyList<string> Groups, IReadOnlyList<string> Missing);

/// <param name="IsInDirectory">Whether a group was made at the identity provider.</param>
public sealed record GroupImported(string Name, bool IsInDirectory);

/// <summary>Groups of the identity provider beside scopes.</summary>
/// <param name="Directory">Null when not asked for.</param>
/// <param name="DirectoryProblem">Why the identity provider's groups are not known; null when they are.</param>
/// <param name="Scopes">Null when not asked for.</param>
public sealed record GroupListing(IReadOnlyList<DirectoryGroup>? Directory, string? DirectoryProblem, IReadOnlyList<ScopeRecord>? Scopes);
