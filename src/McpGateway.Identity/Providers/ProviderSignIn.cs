using System.Text;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Credentials;
using Microsoft.AspNetCore.WebUtilities;

namespace McpGateway.Identity.Providers;

/// <summary>Sign-in with a provider: authorization code, PKCE and nonce (RFC 6749 §4.1, RFC 7636, OpenID Connect Core 1.0 §3.1).</summary>
internal sealed class ProviderSignIn(
    ProviderConnections connections, ProviderHttp http, IdTokenVerifier idTokens, ProviderGroups groups, TimeProvider time)
{
    /// <summary>Where to send the browser.</summary>
    public async Task<Result<string>> AddressAsync(string provider, SignInAttempt attempt, CancellationToken cancellationToken)
    {
        if (connections.Find(provider) is not { } connection || await connection.EndpointsAsync(cancellationToken) is not { } endpoints)
        {
            return new Error(ErrorKind.Unavailable, "The provider's metadata is not available");
        }

        var definition = connection.Definition;
        var query = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = definition.ClientId,
            ["redirect_uri"] = attempt.CallbackUri,
            ["scope"] = string.Join(' ', definition.Scopes),
            ["state"] = attempt.State,
            ["code_challenge"] = attempt.Challenge(),
            ["code_challenge_method"] = "S256",
        };
        if (definition.IsOpenId)
        {
            query["nonce"] = attempt.Nonce;
        }

        return QueryHelpers.AddQueryString(endpoints.Authorization.ToString(), query);
    }

    /// <summary>Exchanges the code and finds out who signed in.</summary>
    /// <param name="issuer">The <c>iss</c> of the answer, if it had one.</param>
    public async Task<Result<ProviderSignedInUser>> CompleteAsync(
        SignInAttempt attempt, string code, string? issuer, CancellationToken cancellationToken)
    {
        if (connections.Find(attempt.Provider) is not { } connection
            || await connection.EndpointsAsync(cancellationToken) is not { } endpoints)
        {
            return new Error(ErrorKind.Unavailable, "The provider's metadata is not available");
        }

        // RFC 9207: the answer of one provider must not be taken to another.
        var definition = connection.Definition;
        if (issuer is null ? endpoints.StatesIssuer : definition.IsOpenId && !definition.Issuers.Contains(issuer))
        {
            return new Error(ErrorKind.Unauthenticated, "The answer is another issuer's");
        }

        var exchanged = await ExchangeAsync(definition, endpoints, attempt, code, cancellationToken);
        if (!exchanged.IsSuccess)
        {
            return exchanged.Error;
        }

        if (!StrictJson.TryReadString(exchanged.Value, "access_token", out var accessToken) || string.IsNullOrEmpty(accessToken))
        {
            return new Error(ErrorKind.BadGateway, "The provider's answer has no access_token");
        }

        StrictJson.TryReadString(exchanged.Value, "id_token", out var idToken);
        var claims = definition.IsOpenId
            ? await ReadOpenIdAsync(connection, endpoints, idToken, accessToken, attempt.Nonce, cancellationToken)
            : await http.GetObjectAsync(endpoints.UserInfo!, accessToken, cancellationToken);
        if (!claims.IsSuccess)
        {
            return claims.Error;
        }

        if (ProviderUser.Of(definition, claims.Value) is not { } user)
        {
            return new Error(ErrorKind.BadGateway, "The provider does not say who signed in");
        }

        var complete = await groups.CompleteAsync(definition, user, claims.Value, accessToken, cancellationToken);
        return complete.IsSuccess ? new ProviderSignedInUser(ToIdentity(definition, complete.Value), idToken) : complete.Error;
    }

    private Task<Result<JsonElement>> ExchangeAsync(
        ProviderDefinition definition, ProviderEndpointSet endpoints, SignInAttempt attempt, string code,
        CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = attempt.CallbackUri,
            ["code_verifier"] = attempt.Verifier,
        };
        string? basic = null;
        if (endpoints.WantsBasic && definition.ClientSecret is { } secret)
        {
            // RFC 6749 §2.3.1: both parts are form-encoded first.
            basic = Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(definition.ClientId)}:{Uri.EscapeDataString(secret)}"));
        }
        else
        {
            form["client_id"] = definition.ClientId;
            if (definition.ClientSecret is not null)
            {
                form["client_secret"] = definition.ClientSecret;
            }
        }

        return http.PostFormAsync(endpoints.Token, form, basic, cancellationToken);
    }

    /// <summary>The claims of the verified id_token; where it lacks name or groups, those of the userinfo endpoint.</summary>
    private async Task<Result<JsonElement>> ReadOpenIdAsync(
        ProviderConnection connection, ProviderEndpointSet endpoints, string? idToken, string accessToken, string nonce,
        CancellationToken cancellationToken)
    {
        if (idToken is null)
        {
            return new Error(ErrorKind.BadGateway, "The provider's answer has no id_token");
        }

        var verified = await idTokens.VerifyAsync(connection, idToken, accessToken, nonce, cancellationToken);
        if (!verified.IsSuccess)
        {
            return verified.Error;
        }

        var claims = verified.Value.All;
        var definition = connection.Definition;
        var isComplete = definition.UserNameClaims.Any(Has) && (definition.GroupsClaims.Any(Has) || ProviderGroups.IsOverage(claims));
        if (isComplete || endpoints.UserInfo is not { } userInfo || definition.Kind is ProviderKind.Entra or ProviderKind.Google)
        {
            return claims;
        }

        var fetched = await http.GetObjectAsync(userInfo, accessToken, cancellationToken);
        if (!fetched.IsSuccess)
        {
            return fetched.Error;
        }

        // Core §5.3.2: an answer about somebody else is not this person's.
        return StrictJson.TryReadString(fetched.Value, "sub", out var subject) && subject == verified.Value.Subject
            ? Merge(claims, fetched.Value)
            : new Error(ErrorKind.Unauthenticated, "The userinfo endpoint speaks of somebody else");

        bool Has(string claim) => claims.TryGetProperty(claim, out _);
    }

    private static JsonElement Merge(JsonElement signed, JsonElement further)
    {
        var members = signed.EnumerateObject()
            .Concat(further.EnumerateObject().Where(member => !signed.TryGetProperty(member.Name, out _)));
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var member in members)
            {
                member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        return document.RootElement.Clone();
    }

    private CredentialIdentity ToIdentity(ProviderDefinition provider, ProviderUser user)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Subject = $"{provider.Name}:{user.Subject}",
            UserName = user.UserName,
            Groups = user.Groups,
            AuthMethod = "oauth2",
            Provider = provider.Name,
            Email = user.Email,
            DisplayName = user.Name,
            IssuedAt = now,
            ExpiresAt = now,
        };
    }
}

/// <summary>Who signed in, and the token by which the provider knows the sign-in.</summary>
internal sealed record ProviderSignedInUser(CredentialIdentity Identity, string? IdToken)
{
    /// <summary>The subject only.</summary>
    public override string ToString() => Identity.Subject;
}
