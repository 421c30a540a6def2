using System.Net;
using System.Text;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Tokens;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Startup;

/// <summary>Checks the options at start. Messages name the key and never repeat a secret.</summary>
internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    private const int ThirtyDays = 30 * 24 * 3600;

    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var errors = new List<string>(options.Unreadable);
        CheckAccounts(options, errors);
        CheckSessions(options, errors);
        CheckTokens(options, errors);
        CheckPublicUrl(options, errors);
        foreach (var entry in SplitProxies(options.TrustedProxies))
        {
            if (!IPNetwork.TryParse(entry, out _) && !IPAddress.TryParse(entry, out _))
            {
                errors.Add(
                    $"TRUSTED_PROXIES (Auth:TrustedProxies) must list IP addresses or networks such as 10.0.0.0/8; '{entry}' is neither.");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    public static string[] SplitProxies(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void CheckAccounts(AuthOptions options, List<string> errors)
    {
        if (AccountValidator.ProblemOfName(options.AdminUser) is { } problem)
        {
            errors.Add($"ADMIN_USER (Auth:AdminUser) cannot be used. {problem}");
        }

        if (options.AdminPassword is { Length: > Users.PasswordChecker.MaxLength })
        {
            errors.Add($"ADMIN_PASSWORD (Auth:AdminPassword) must not be longer than {Users.PasswordChecker.MaxLength} characters.");
        }
    }

    private static void CheckSessions(AuthOptions options, List<string> errors)
    {
        if (options.SessionCookieName.Length == 0
            || !options.SessionCookieName.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
        {
            errors.Add("SESSION_COOKIE_NAME (Auth:SessionCookieName) must consist of letters, digits, '_', '-' and '.'.");
        }

        if (options.SessionMaxAgeSeconds is < 60 or > ThirtyDays)
        {
            errors.Add($"SESSION_MAX_AGE_SECONDS (Auth:SessionMaxAgeSeconds) must be between 60 and {ThirtyDays}.");
        }

        if (options.SessionCookieDomain is { } domain && Uri.CheckHostName(domain.TrimStart('.')) != UriHostNameType.Dns)
        {
            errors.Add("SESSION_COOKIE_DOMAIN (Auth:SessionCookieDomain) must be a domain name such as example.org.");
        }
    }

    private static void CheckTokens(AuthOptions options, List<string> errors)
    {
        if (options.MaxTokensPerUserPerHour is < 1 or > 100_000)
        {
            errors.Add("MAX_TOKENS_PER_USER_PER_HOUR (Auth:MaxTokensPerUserPerHour) must be between 1 and 100000.");
        }

        if (options.TokenLeewaySeconds is < 0 or > 300)
        {
            errors.Add("Auth:TokenLeewaySeconds must be between 0 and 300.");
        }

        if (string.IsNullOrWhiteSpace(options.Issuer) || string.IsNullOrWhiteSpace(options.Audience))
        {
            errors.Add("JWT_ISSUER (Auth:Issuer) and JWT_AUDIENCE (Auth:Audience) must not be empty.");
        }

        if (options.AcceptSharedSecretTokens && Encoding.UTF8.GetByteCount(options.SecretKey ?? "") < SymmetricVerificationKey.MinBytes)
        {
            errors.Add(
                $"Auth:AcceptSharedSecretTokens needs SECRET_KEY to be set, with at least {SymmetricVerificationKey.MinBytes} bytes.");
        }
    }

    private static void CheckPublicUrl(AuthOptions options, List<string> errors)
    {
        if (options.PublicUrl is not { } url)
        {
            return;
        }

        // Clients compare it byte for byte, so it has to be in the spelling that they make of it.
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || parsed.Scheme is not ("http" or "https")
            || parsed.UserInfo.Length > 0
            || parsed.GetLeftPart(UriPartial.Path).TrimEnd('/') != url)
        {
            errors.Add(
                "PUBLIC_URL or REGISTRY_URL (Auth:PublicUrl; formerly also Egress:PublicUrl) must be an origin in lower case, "
                    + "such as https://mcp.example.com, "
                + "or a path below one, such as https://example.com/mcp-gateway.");
        }
        else if (parsed.AbsolutePath != "/" && RoutePath.ProblemsOf(parsed.AbsolutePath).FirstOrDefault() is { } problem)
        {
            // A proxy that takes the path away sends requests that begin with what the gateway itself serves.
            errors.Add(
                $"The path of PUBLIC_URL or REGISTRY_URL (Auth:PublicUrl; formerly also Egress:PublicUrl) cannot be used. {problem}");
        }

        if (url == options.Issuer)
        {
            errors.Add("JWT_ISSUER (Auth:Issuer) must differ from PUBLIC_URL (Auth:PublicUrl), which is the issuer of the authorization "
                + "server's tokens.");
        }
    }
}
