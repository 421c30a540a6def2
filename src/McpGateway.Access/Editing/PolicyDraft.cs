using McpGateway.Access.Files;

namespace McpGateway.Access.Editing;

/// <summary>A policy that is not in force: the stored one with changes.</summary>
/// <param name="File">A <c>scopes.yml</c>; null for none.</param>
/// <param name="Scopes">Scopes that stand in the place of those of the same name.</param>
/// <param name="ReplacesAll">Whether nothing of the stored policy stays.</param>
internal sealed record PolicyDraft(string? File, IReadOnlyList<GroupFile> Scopes, bool ReplacesAll);
