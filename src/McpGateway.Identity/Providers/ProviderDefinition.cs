namespace McpGateway.Identity.Providers;

/// <summary>An identity provider as it is configured. Immutable.</summary>
internal sealed record ProviderDefinition
{
    /// <summary>Name in addresses and in <c>Caller.Provider</c>.</summary>
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    public required ProviderKind Kind { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Issuers whose tokens are this provider's. The first is asked for its metadata when addresses are missing below.</summary>
    public IReadOnlyList<string> Issuers { get; init; } = [];

    public Uri? AuthorizationUrl { get; init; }

    public Uri? TokenUrl { get; init; }

    public Uri? UserInfoUrl { get; init; }

    public Uri? KeysUrl { get; init; }

    public Uri? LogoutUrl { get; init; }

    /// <summary>Microsoft Graph; only for Entra.</summary>
    public Uri? GraphUrl { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The first that is there counts.</summary>
    public required IReadOnlyList<string> UserNameClaims { get; init; }

    /// <summary>The first that names groups counts.</summary>
    public required IReadOnlyList<string> GroupsClaims { get; init; }

    public string EmailClaim { get; init; } = "email";

    public string NameClaim { get; init; } = "name";

    /// <summary>Audiences of access tokens that are accepted as bearer tokens.</summary>
    public IReadOnlyList<string> BearerAudiences { get; init; } = [];

    /// <summary>Clients whose access tokens are accepted as bearer tokens, for providers that state the client and no audience.</summary>
    public IReadOnlyList<string> BearerClients { get; init; } = [];

    /// <summary>The resource server in whose scopes the provider states the groups of machines; only for Cognito.</summary>
    public string? ResourceServer { get; init; }

    /// <summary>What the provider states (group, role, team, hosted domain) → groups here, besides those of the same name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> GroupMappings { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Whether it signs identity tokens. GitHub does not: there, a call tells who signed in.</summary>
    public bool IsOpenId => Kind != ProviderKind.GitHub;

    /// <summary>Anybody can name an organisation or a domain as they like, so what these state counts only where it is mapped.</summary>
    public bool StatesOwnGroups => Kind is not (ProviderKind.GitHub or ProviderKind.Google);

    public bool IssuesBearerTokens => Issuers.Count > 0 && (BearerAudiences.Count > 0 || BearerClients.Count > 0);

    /// <summary>Whether scopes that it grants to a machine may name scopes of the access policy.</summary>
    public bool GrantsScopes => Kind is ProviderKind.Keycloak or ProviderKind.Cognito or ProviderKind.Entra;

    /// <summary>The name only: there is a secret inside.</summary>
    public override string ToString() => Name;
}

internal enum ProviderKind
{
    OpenIdConnect,
    Keycloak,
    Entra,
    Cognito,
    GitHub,
    Google,
}
