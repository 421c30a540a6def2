using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.OAuth;
using McpGateway.Identity.Credentials;

namespace McpGateway.Identity.Providers;

/// <summary>Sign-in with a provider: authorization code, PKCE and nonce (RFC 6749 §4.1, RFC 7636, OpenID Connect Core 1.0 §3.1).</summary>
internal sealed class ProviderSignIn(
    ProviderConnections connections, [FromKeyedServices(ProviderServices.HttpName)] OAuthClient oauth, IdTokenVerifier idTokens,
    ProviderGroups groups, TimeProvider time)
{
    /// <summary>Where to send the browser.</summary>
    public async Task<Result<string>> AddressAsync(string provider, SignInAttempt attempt, CancellationToken cancellationToken)
    {
        if (connections.Find(provider) is not { } connection || await connection.EndpointsAsync(cancellationToken) is not { } endpoints)
        {
            return new Error(ErrorKind.Unavailable, "The provider's metadata is not available");
        }

        var definition = connection.Definition;
        return new AuthorizationRequest
        {
            ClientId = definition.ClientId,
            RedirectUri = attempt.CallbackUri,
            State = attempt.State,
            Verifier = attempt.Verifier,
            Scopes = definition.Scopes,
            Nonce = definition.IsOpenId ? attempt.Nonce : null,
        }.AddressAt(endpoints.Authorization.ToString());
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

        var client = new ClientCredential(definition.ClientId, endpoints.ClientAuthentication) { Secret = definition.ClientSecret };
        var grant = OAuthGrants.AuthorizationCode(code, attempt.CallbackUri, attempt.Verifier);
        var reply = await oauth.RequestTokensAsync(endpoints.Token, client, grant, cancellationToken);
        if (reply.Tokens is not { } issued)
        {
            return reply.Answer!.Content().Error ?? new Error(ErrorKind.BadGateway, "The provider's answer has no access_token");
        }

        var claims = definition.IsOpenId
            ? await ReadOpenIdAsync(connection, endpoints, issued.IdToken, issued.AccessToken, attempt.Nonce, cancellationToken)
            : (await oauth.GetAsync(endpoints.UserInfo!, issued.AccessToken, cancellationToken)).Content();
        if (!claims.IsSuccess)
        {
            return claims.Error;
        }

        if (ProviderUser.Of(definition, claims.Value) is not { } user)
        {
            return new Error(ErrorKind.BadGateway, "The provider does not say who signed in");
        }

        var complete = await groups.CompleteAsync(definition, user, claims.Value, issued.AccessToken, cancellationToken);
        return complete.IsSuccess ? new ProviderSignedInUser(ToIdentity(definition, complete.Value), issued.IdToken) : complete.Error;
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

        var fetched = (await oauth.GetAsync(userInfo, accessToken, cancellationToken)).Content();
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
