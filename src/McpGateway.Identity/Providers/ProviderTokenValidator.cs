using McpGateway.Identity.Credentials;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Providers;

/// <summary>Judges the access tokens of the configured providers.</summary>
internal sealed class ProviderTokenValidator(
    ProviderConnections connections, ProviderGroups groups, IOptions<AuthOptions> options, TimeProvider time) : IBearerValidator
{
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(2);

    /// <summary>How long a token opens nothing after its groups could not be asked for.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    public bool Accepts(string issuer, JwsToken token) =>
        token.Algorithm != JwsAlgorithm.HS256 && connections.FindByIssuer(issuer) is { Definition.IssuesBearerTokens: true };

    public async ValueTask<BearerVerdict> ValidateAsync(JwsToken token, TokenClaims claims, CancellationToken cancellationToken)
    {
        if (connections.FindByIssuer(claims.Issuer!) is not { } connection)
        {
            return TokenRefusal.UnknownIssuer;
        }

        var provider = connection.Definition;
        var isForClient = IsForAllowedClient(provider, claims) || CognitoMachine.IsForUs(provider, claims);

        var rules = new TokenValidationRules
        {
            Issuer = claims.Issuer!,
            Audiences = provider.BearerAudiences,
            RequiresAudience = !isForClient,
            Leeway = TimeSpan.FromSeconds(options.Value.TokenLeewaySeconds),
            Use = provider.Kind == ProviderKind.Cognito ? "access" : null,
            RequiresKeyId = provider.Kind != ProviderKind.OpenIdConnect,
        };
        var verdict = await connection.CheckAsync(token, claims, rules, time.GetUtcNow(), cancellationToken);
        if (verdict.Refusal != TokenRefusal.None)
        {
            return new(null, verdict.Refusal) { IsUnavailable = verdict.IsUnavailable };
        }

        return IsIdToken(claims) ? TokenRefusal.WrongUse : await ToVerdictAsync(provider, claims, cancellationToken);
    }

    /// <summary>
    /// Whether the token names an allowed client as the one it was issued to. That stands in for the audience, which Cognito does not write
    /// into access tokens at all.
    /// </summary>
    private static bool IsForAllowedClient(ProviderDefinition provider, TokenClaims claims)
    {
        var client = claims.Text("client_id") ?? (provider.Kind == ProviderKind.Cognito ? null : claims.Text("azp"));
        return client is not null && provider.BearerClients.Contains(client);
    }

    /// <summary>An identity token tells its client who signed in; it was never meant to open anything.</summary>
    private static bool IsIdToken(TokenClaims claims) =>
        claims.All.TryGetProperty("nonce", out _)
        || claims.All.TryGetProperty("at_hash", out _)
        || claims.All.TryGetProperty("c_hash", out _)
        || claims.Text("typ") is "ID" or "Refresh" or "Logout" or "Offline";

    private async ValueTask<BearerVerdict> ToVerdictAsync(
        ProviderDefinition provider, TokenClaims claims, CancellationToken cancellationToken)
    {
        if (ProviderUser.Of(provider, claims.All) is not { } user
            || claims.ExpiresAt is not { } expiresAt
            || claims.IssuedAt is not { } issuedAt)
        {
            return TokenRefusal.MissingSubject;
        }

        if (await groups.CompleteAsync(provider, user, claims, cancellationToken) is not { } complete)
        {
            // Without anything else that the token grants, too: that is for those who are in no group.
            var nobody = ToIdentity(provider, user with { Groups = [] }, claims, issuedAt, expiresAt) with { StatedScopes = [] };
            return new(nobody, TokenRefusal.None) { AskAgainAt = time.GetUtcNow() + AfterFailure };
        }

        return ToIdentity(provider, complete, claims, issuedAt, expiresAt);
    }

    private CredentialIdentity ToIdentity(
        ProviderDefinition provider, ProviderUser user, TokenClaims claims, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        // A token says nothing of what was changed since: one that claims to be good for years is not believed for long.
        var latest = time.GetUtcNow() + MaxLifetime;
        return new()
        {
            Subject = $"{provider.Name}:{user.Subject}",
            UserName = user.UserName,
            Groups = [.. user.Groups.Union(CognitoMachine.GroupsOf(provider, claims), StringComparer.Ordinal)],
            StatedScopes = provider.GrantsScopes ? [.. claims.Words("scope"), .. claims.Words("scp"), .. claims.Texts("roles")] : [],
            AuthMethod = provider.Kind == ProviderKind.OpenIdConnect ? provider.Name : NameOf(provider.Kind),
            Provider = provider.Name,
            ClientId = claims.Text("azp") ?? claims.Text("appid") ?? claims.Text("client_id") ?? "",
            Email = user.Email,
            DisplayName = user.Name,
            IssuedAt = issuedAt,
            ExpiresAt = expiresAt < latest ? expiresAt : latest,
            TokenId = claims.Id is { } id ? $"{provider.Name}:{id}" : null,
        };
    }

    private static string NameOf(ProviderKind kind) => kind switch
    {
        ProviderKind.OpenIdConnect => "oidc",
        ProviderKind.Keycloak => "keycloak",
        ProviderKind.Entra => "entra",
        ProviderKind.Cognito => "cognito",
        ProviderKind.GitHub => "github",
        ProviderKind.Google => "google",
    };
}
