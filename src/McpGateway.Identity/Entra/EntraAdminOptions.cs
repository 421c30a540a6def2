namespace McpGateway.Identity.Entra;

/// <summary>
/// How accounts and groups are managed in Microsoft Entra ID, where <c>AUTH_PROVIDER</c> says <c>entra</c>. Read from the environment.
/// </summary>
internal sealed class EntraAdminOptions
{
    /// <summary>Whether the tenant's accounts are the ones that the management API is about.</summary>
    public bool IsUsed { get; set; }

    /// <summary><c>ENTRA_TENANT_ID</c>: the tenant whose accounts and groups are managed.</summary>
    public string? TenantId { get; set; }

    /// <summary>
    /// <c>ENTRA_ADMIN_CLIENT_ID</c>, or else <c>ENTRA_CLIENT_ID</c>: the app registration that holds the permissions for Microsoft Graph.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary><c>ENTRA_ADMIN_CLIENT_SECRET</c>, or else <c>ENTRA_CLIENT_SECRET</c>.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Whether only one of <c>ENTRA_ADMIN_CLIENT_ID</c> and <c>ENTRA_ADMIN_CLIENT_SECRET</c> is set.</summary>
    public bool IsHalfAdministrator { get; set; }

    /// <summary><c>ENTRA_LOGIN_BASE_URL</c>: where tokens come from; national clouds have their own.</summary>
    public string LoginUrl { get; set; } = "https://login.microsoftonline.com";

    /// <summary><c>ENTRA_GRAPH_URL</c>: Microsoft Graph, without a path; national clouds have their own.</summary>
    public string GraphUrl { get; set; } = "https://graph.microsoft.com";

    /// <summary><c>ENTRA_USER_DOMAIN</c>: the verified domain of new people; without it that of their e-mail address.</summary>
    public string? UserDomain { get; set; }
}
