using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Providers;

/// <summary>
/// Access tokens that Cognito issues to app clients for themselves. They state no audience and no groups; the resource server whose scopes
/// they have says whom they are for, and an administrator of the pool decided which of its scopes an app client may have. Each is a group
/// here.
/// </summary>
internal static class CognitoMachine
{
    /// <summary>
    /// The scope of every service account that is made here, so that one in no group has a scope as well. It names no group.
    /// </summary>
    public const string Account = ".account";

    /// <summary>Whether the token is a machine's and for this gateway.</summary>
    public static bool IsForUs(ProviderDefinition provider, TokenClaims claims) =>
        IsMachine(provider, claims) && ScopesOf(provider, claims).Any();

    /// <summary>The groups that the scopes name. Those of a person's token name none: a person's groups are what the pool says.</summary>
    public static IReadOnlyList<string> GroupsOf(ProviderDefinition provider, TokenClaims claims) =>
        IsMachine(provider, claims) ? ProviderUser.Map(provider, ScopesOf(provider, claims).Where(name => name != Account)) : [];

    private static bool IsMachine(ProviderDefinition provider, TokenClaims claims) =>
        provider.Kind == ProviderKind.Cognito
        && claims.Text("client_id") is { Length: > 0 } client && claims.Subject == client
        && claims.Text("username") is null && claims.Text("token_use") == "access";

    private static IEnumerable<string> ScopesOf(ProviderDefinition provider, TokenClaims claims)
    {
        var prefix = provider.ResourceServer + "/";
        return provider.ResourceServer is null
            ? []
            : claims.Words("scope").Where(scope => scope.StartsWith(prefix, StringComparison.Ordinal))
                .Select(scope => scope[prefix.Length..]);
    }
}
