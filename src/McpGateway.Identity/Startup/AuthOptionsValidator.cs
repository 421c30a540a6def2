using System.Net;
using System.Text;
using McpGateway.Foundation.Settings;
using McpGateway.Identity.Accounts;
using McpGateway.Identity.Tokens;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Startup;

/// <summary>Checks the options at start. Messages name the key and never repeat a secret.</summary>
internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    private const int ThirtyDays = 30 * 24 * 3600;
    private const string PublicUrlKeys = "PUBLIC_URL or REGISTRY_URL (Auth:PublicUrl; formerly also Egress:PublicUrl)";

    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        foreach (var problem in options.Unreadable)
        {
            problems.AddError(problem);
        }

        CheckAccounts(options, problems);
        CheckSessions(options, problems);
        CheckTokens(options, problems);
        CheckPublicUrl(options, problems);
        foreach (var entry in SplitProxies(options.TrustedProxies))
        {
            problems.Require(
                IPNetwork.TryParse(entry, out _) || IPAddress.TryParse(entry, out _),
                "TRUSTED_PROXIES (Auth:TrustedProxies)",
                $"must list IP addresses or networks such as 10.0.0.0/8; '{entry}' is neither.");
        }

        return problems.Build();
    }

    public static string[] SplitProxies(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void CheckAccounts(AuthOptions options, ValidateOptionsResultBuilder problems)
    {
        var problem = AccountValidator.ProblemOfName(options.AdminUser);
        problems.Require(problem is null, "ADMIN_USER (Auth:AdminUser)", $"cannot be used. {problem}");
        problems.Require(
            options.AdminPassword is null or { Length: <= Users.PasswordChecker.MaxLength },
            "ADMIN_PASSWORD (Auth:AdminPassword)",
            $"must not be longer than {Users.PasswordChecker.MaxLength} characters.");
    }

    private static void CheckSessions(AuthOptions options, ValidateOptionsResultBuilder problems)
    {
        problems.Require(
            options.SessionCookieName.Length > 0
                && options.SessionCookieName.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'),
            "SESSION_COOKIE_NAME (Auth:SessionCookieName)",
            "must consist of letters, digits, '_', '-' and '.'.");
        problems.Range("SESSION_MAX_AGE_SECONDS (Auth:SessionMaxAgeSeconds)", options.SessionMaxAgeSeconds, 60, ThirtyDays);
        problems.Require(
            options.SessionCookieDomain is not { } domain || Uri.CheckHostName(domain.TrimStart('.')) == UriHostNameType.Dns,
            "SESSION_COOKIE_DOMAIN (Auth:SessionCookieDomain)",
            "must be a domain name such as example.org.");
    }

    private static void CheckTokens(AuthOptions options, ValidateOptionsResultBuilder problems)
    {
        problems.Range("MAX_TOKENS_PER_USER_PER_HOUR (Auth:MaxTokensPerUserPerHour)", options.MaxTokensPerUserPerHour, 1, 100_000);
        problems.Range("Auth:TokenLeewaySeconds", options.TokenLeewaySeconds, 0, 300);
        problems.Require(
            !string.IsNullOrWhiteSpace(options.Issuer) && !string.IsNullOrWhiteSpace(options.Audience),
            "JWT_ISSUER (Auth:Issuer) and JWT_AUDIENCE (Auth:Audience)",
            "must not be empty.");
        problems.Require(
            !options.AcceptSharedSecretTokens || Encoding.UTF8.GetByteCount(options.SecretKey ?? "") >= SymmetricVerificationKey.MinBytes,
            "Auth:AcceptSharedSecretTokens",
            $"needs SECRET_KEY to be set, with at least {SymmetricVerificationKey.MinBytes} bytes.");
    }

    private static void CheckPublicUrl(AuthOptions options, ValidateOptionsResultBuilder problems)
    {
        if (options.PublicUrl is not { } url)
        {
            return;
        }

        // Clients compare it byte for byte, so it has to be in the spelling that they make of it.
        var isAddress = Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && parsed is { Scheme: "http" or "https", UserInfo: "" }
            && parsed.GetLeftPart(UriPartial.Path).TrimEnd('/') == url;
        problems.Require(
            isAddress,
            PublicUrlKeys,
            "must be an origin in lower case, such as https://mcp.example.com, "
            + "or a path below one, such as https://example.com/mcp-gateway.");

        // A proxy that takes the path away sends requests that begin with what the gateway itself serves.
        var problem = isAddress && parsed!.AbsolutePath != "/" ? RoutePath.ProblemsOf(parsed.AbsolutePath).FirstOrDefault() : null;
        problems.Require(problem is null, PublicUrlKeys, $"has a path that cannot be used. {problem}");
        problems.Require(
            url != options.Issuer,
            "JWT_ISSUER (Auth:Issuer)",
            "must differ from PUBLIC_URL (Auth:PublicUrl), which is the issuer of the authorization server's tokens.");
    }
}
