using System.Text.Json;

namespace McpGateway.Access.Scopes;

/// <summary>
/// A scope: a named bundle of server rules and registry permissions, and the groups that get it (kind <c>scopes</c>, key = name).
/// </summary>
public sealed record ScopeRecord
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyList<ServerRule> Rules { get; init; } = [];

    /// <summary>Groups of the identity provider (names or ids) whose members hold this scope.</summary>
    public IReadOnlyList<string> GroupMappings { get; init; } = [];

    /// <summary>Registry action → resources, where <c>all</c> means every one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> UiPermissions { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Entries of <c>server_access</c> that are kept for round trips and not enforced (<c>agents</c> actions).</summary>
    public IReadOnlyList<JsonElement> OtherEntries { get; init; } = [];

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>One rule of a scope. Allow only: there are no deny rules.</summary>
/// <param name="Server">Technical name of the server (slashes at its ends ignored), or <c>*</c>.</param>
/// <param name="Methods">JSON-RPC methods; <c>all</c> or <c>*</c> means every method.</param>
/// <param name="Tools">Tools for <c>tools/call</c>; <c>all</c> or <c>*</c> means every tool.</param>
public sealed record ServerRule(string Server, IReadOnlyList<string> Methods, IReadOnlyList<string> Tools);
