using System.Globalization;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Startup;

/// <summary>The environment variables of the product's contract, laid over the <c>Auth</c> section.</summary>
internal static class IdentityEnvironment
{
    public static void Apply(AuthOptions options, Func<string, string?> read)
    {
        options.AdminUser = Text("ADMIN_USER") ?? options.AdminUser;
        options.AdminPassword = Text("ADMIN_PASSWORD") ?? options.AdminPassword;
        options.AllowsLocalSignIn = Switch("LOCAL_SIGN_IN_ENABLED") ?? options.AllowsLocalSignIn;
        options.SecretKey = Text("SECRET_KEY") ?? options.SecretKey;
        options.SessionCookieName = Text("SESSION_COOKIE_NAME") ?? options.SessionCookieName;
        options.SessionMaxAgeSeconds = Number("SESSION_MAX_AGE_SECONDS") ?? options.SessionMaxAgeSeconds;
        options.SessionCookieSecure = Switch("SESSION_COOKIE_SECURE") ?? options.SessionCookieSecure;
        options.SessionCookieDomain = Text("SESSION_COOKIE_DOMAIN") ?? options.SessionCookieDomain;
        options.MaxTokensPerUserPerHour = Number("MAX_TOKENS_PER_USER_PER_HOUR") ?? options.MaxTokensPerUserPerHour;
        options.Issuer = Text("JWT_ISSUER") ?? options.Issuer;
        options.Audience = Text("JWT_AUDIENCE") ?? options.Audience;
        options.PublicUrl = PublicUrlSetting.Read(read);
        if (PublicUrlSetting.Contradicts(read))
        {
            options.Unreadable.Add(
                $"{PublicUrlSetting.FormerKey} is a former name of PUBLIC_URL (Auth:PublicUrl) and names another origin. Remove it.");
        }

        options.AuthServerExternalUrl = Text("AUTH_SERVER_EXTERNAL_URL") ?? options.AuthServerExternalUrl;
        options.KeycloakUrl = Text("KEYCLOAK_URL") ?? options.KeycloakUrl;
        options.KeycloakRealm = Text("KEYCLOAK_REALM") ?? options.KeycloakRealm;
        options.TrustedProxies = Text("TRUSTED_PROXIES") ?? options.TrustedProxies;

        string? Text(string key) => read(key) is { Length: > 0 } value ? value : null;

        int? Number(string key)
        {
            if (Text(key) is not { } value)
            {
                return null;
            }

            if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }

            options.Unreadable.Add($"{key} must be a whole number.");
            return null;
        }

        bool? Switch(string key)
        {
            if (Text(key) is not { } value)
            {
                return null;
            }

            if (FormFields.TryParseBoolean(value, out var on))
            {
                return on;
            }

            options.Unreadable.Add($"{key} must be true or false.");
            return null;
        }
    }
}
