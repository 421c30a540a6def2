namespace McpGateway.Identity.Providers;

/// <summary>
/// Identity providers. Each is configured by the environment variables of the contract (<c>KEYCLOAK_*</c>, <c>ENTRA_*</c>,
/// <c>COGNITO_*</c>, <c>GITHUB_*</c>, <c>GOOGLE_*</c>, <c>OIDC_*</c>) or in the file that <c>OAUTH2_PROVIDERS_PATH</c> names; these are
/// what they have in common.
/// </summary>
public sealed class ProviderOptions
{
    public const string Section = "IdentityProviders";

    /// <summary>Whether providers may have private or loopback addresses. Cloud metadata addresses are never dialled.</summary>
    public bool AllowPrivateAddresses { get; set; } = true;

    /// <summary>
    /// How long a provider's keys and metadata are fresh, 60 to 86400 seconds. Older ones are used while it cannot be reached.
    /// </summary>
    public int FreshForSeconds { get; set; } = 3600;

    /// <summary>
    /// After how long a token with an unknown key may cause another look at the keys, once the few free ones are used; 1 to 3600 seconds.
    /// </summary>
    public int UnknownKeySeconds { get; set; } = 30;

    /// <summary>For how long keys are still used while the provider is away, 1 to 720 hours.</summary>
    public int UsableForHours { get; set; } = 24;
}
