using McpGateway.Foundation.Settings;
using McpGateway.Identity.Providers;

namespace McpGateway.Identity.Keycloak;

/// <summary>
/// How accounts and groups are managed in Keycloak, where <c>AUTH_PROVIDER</c> says <c>keycloak</c>. Read from the environment.
/// </summary>
internal sealed class KeycloakAdminOptions
{
    /// <summary>Whether Keycloak's accounts are the ones that the management API is about.</summary>
    public bool IsUsed { get; set; }

    /// <summary><c>KEYCLOAK_ADMIN_URL</c>, or else <c>KEYCLOAK_URL</c>: where Keycloak's administration is reached from here.</summary>
    public string Url { get; set; } = "http://keycloak:8080";

    /// <summary>Which of the two it is, for messages.</summary>
    internal string UrlKey { get; set; } = EnvironmentNames.NameOf(ProviderKeys.Keycloak("AdminUrl"));

    /// <summary><c>KEYCLOAK_REALM</c>: the realm whose accounts and groups are managed.</summary>
    public string Realm { get; set; } = "mcp-gateway";

    /// <summary><c>KEYCLOAK_ADMIN</c>: an administrator of the realm <c>master</c>.</summary>
    public string User { get; set; } = "admin";

    /// <summary><c>KEYCLOAK_ADMIN_PASSWORD</c>: the administrator's password.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// <c>KEYCLOAK_ADMIN_CLIENT_ID</c>: a service account of the realm that may manage it; then no administrator is needed.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary><c>KEYCLOAK_ADMIN_CLIENT_SECRET</c>: the service account's secret.</summary>
    public string? ClientSecret { get; set; }
}
