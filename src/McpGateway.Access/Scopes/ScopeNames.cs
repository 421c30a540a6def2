using McpGateway.Access.Files;

namespace McpGateway.Access.Scopes;

/// <summary>What a scope, which clients of the groups API call a group, may be called.</summary>
public static class ScopeNames
{
    private const int MaxLength = 200;

    /// <summary>
    /// The group of the administrator whom <c>ADMIN_USER</c> names. Nothing deletes it, or a start could not give the installation back.
    /// </summary>
    public const string Administrators = "registry-admins";

    private static readonly string[] System =
    [
        ScopesFile.UiScopes, ScopesFile.GroupMappings, "mcp-registry-admin", "mcp-registry-user", "mcp-registry-developer",
        "mcp-registry-operator",
    ];

    /// <summary>Groups that are deleted only by force.</summary>
    public static bool IsSystem(string name) => System.Contains(name);

    /// <summary>
    /// Null when the name can be used. Scope names travel in a header, separated by spaces, and in comma-separated form fields.
    /// </summary>
    public static string? ProblemOf(string name) => name switch
    {
        { Length: 0 or > MaxLength } => $"A group or scope name has 1 to {MaxLength} characters.",
        ScopesFile.UiScopes or ScopesFile.GroupMappings => $"'{name}' is a section of scopes.yml and cannot name a group or scope.",
        _ when name.Any(static letter => letter is <= ' ' or > '~' or ',' or '"' or '\'' or '\\') =>
            "A group or scope name has ASCII letters, digits and signs, without spaces, commas, quotes and backslashes.",
        _ => null,
    };
}
