using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary>Token endpoints of the identity providers that the gateway works with.</summary>
internal static class ProviderEndpoints
{
    public static Uri Keycloak(string url, string realm) => CredentialSettings.Address(
        "KEYCLOAK_URL", $"{url.TrimEnd('/')}/realms/{Uri.EscapeDataString(realm)}/protocol/openid-connect/token");

    public static Uri Entra(CredentialSettings settings, string tenant)
    {
        var root = (settings.Find("ENTRA_LOGIN_URL") ?? "https://login.microsoftonline.com").TrimEnd('/');
        return CredentialSettings.Address("ENTRA_LOGIN_URL", $"{root}/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token");
    }

    /// <summary>
    /// A user pool's: at its domain (<c>COGNITO_DOMAIN</c>, a prefix or a whole address), or at the domain that is named after the pool.
    /// </summary>
    public static Uri Cognito(CredentialSettings settings, string poolId, string path = "token")
    {
        var domain = settings.Find("COGNITO_DOMAIN") ?? poolId.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        var root = domain.Contains("://", StringComparison.Ordinal)
            ? domain.TrimEnd('/')
            : $"https://{domain}.auth.{Region(poolId)}.amazoncognito.com";
        return CredentialSettings.Address("COGNITO_DOMAIN", $"{root}/oauth2/{path}");
    }

    /// <summary>The region in a user pool's id.</summary>
    /// <exception cref="CommandFailure">There is none.</exception>
    public static string Region(string poolId) =>
        poolId.IndexOf('_', StringComparison.Ordinal) is > 0 and var end
            ? poolId[..end]
            : throw CommandFailure.Misuse($"{poolId} is no user pool: its id is REGION_NAME, such as us-east-1_AbCdEfGhI");
}
