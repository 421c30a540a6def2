using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Http;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Requests;

/// <summary>
/// Checks authorization requests. What is wrong before the redirect URI is proven to be the client's is shown to the user; only what is
/// wrong afterwards is told to the client by a redirect (RFC 6749 §4.1.2.1), so that this is no open redirector.
/// </summary>
internal sealed class AuthorizationRequestReader(ClientDirectory clients, PublicOrigin origins)
{
    private const int ChallengeBytes = 32;
    private const int MaxResources = 10;

    public async Task<AuthorizationReading> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var read = OAuthParameters.OfQuery(context.Request);
        if (!read.IsSuccess)
        {
            return AuthorizationReading.Shown(read.Error);
        }

        var parameters = read.Value;
        var found = await clients.FindAsync(parameters["client_id"], ClientAddress.Of(context), cancellationToken);
        if (!found.IsSuccess)
        {
            return AuthorizationReading.Shown(found.Error);
        }

        var client = found.Value;
        if (FindRedirect(client, parameters["redirect_uri"]) is not { } redirectUri)
        {
            return AuthorizationReading.Shown(OAuthErrors.InvalidRequest("The redirect_uri is not one that this client registered."));
        }

        var origin = origins.Of(context.Request);
        var target = new ResponseTarget(redirectUri, parameters["state"], origin);
        if (ProblemOf(parameters, client) is { } problem)
        {
            return AuthorizationReading.Redirected(problem, target);
        }

        var resources = ReadResources(parameters.Resources, origin);
        return resources.IsSuccess
            ? AuthorizationReading.Of(
                new()
                {
                    ClientId = client.Id,
                    ClientName = client.Name,
                    RedirectUri = redirectUri,
                    NamesRedirectUri = parameters["redirect_uri"] is not null,
                    State = target.State,
                    Scopes = OAuthScopes.Words(parameters["scope"])!,
                    Resources = resources.Value,
                    CodeChallenge = parameters["code_challenge"]!,
                    Issuer = origin,
                    AsksAlways = parameters["prompt"] is "consent" or "login" or "select_account",
                    IsSilent = parameters["prompt"] == "none",
                },
                target)
            : AuthorizationReading.Redirected(resources.Error, target);
    }

    /// <summary>The resources that a request names; none means the whole gateway.</summary>
    public static Result<string[]> ReadResources(IReadOnlyList<string> asked, string origin)
    {
        var resources = asked.Select(resource => ResourceUri.Canonical(resource, origin)).OfType<string>().ToArray();
        if (asked.Count > MaxResources || resources.Length < asked.Count)
        {
            return OAuthErrors.InvalidTarget(
                $"Each resource must be the address of an MCP server of this gateway ({origin}/...), or {origin} for all of them.");
        }

        return resources.Length == 0 ? new[] { origin } : resources.Distinct(StringComparer.Ordinal).ToArray();
    }

    private static string? FindRedirect(OAuthClientRecord client, string? presented)
    {
        if (presented is null)
        {
            // Nothing to choose from, and nothing to vary: only then is it clear what is meant.
            return client.RedirectUris.Count == 1 && RedirectUri.IdentifiesClient(client.RedirectUris[0]) ? client.RedirectUris[0] : null;
        }

        return client.RedirectUris.Any(registered => RedirectUri.Matches(registered, presented)) ? presented : null;
    }

    private static Error? ProblemOf(OAuthParameters parameters, OAuthClientRecord client)
    {
        if (parameters["request"] is not null)
        {
            return OAuthErrors.Of("request_not_supported", "Request objects are not supported.");
        }

        if (parameters["request_uri"] is not null)
        {
            return OAuthErrors.Of("request_uri_not_supported", "Request objects are not supported.");
        }

        if (parameters["response_type"] != "code")
        {
            return OAuthErrors.Of("unsupported_response_type", "The response_type must be code.");
        }

        if (parameters["response_mode"] is not (null or "query"))
        {
            return OAuthErrors.InvalidRequest("The response_mode must be query.");
        }

        if (!client.MayUse(GrantTypes.AuthorizationCode))
        {
            return OAuthErrors.UnauthorizedClient("This client is not registered for the authorization code grant.");
        }

        // OAuth 2.1 §4.1.1: with the plain method, whoever sees the request can redeem the code.
        if (parameters["code_challenge_method"] != "S256"
            || parameters["code_challenge"] is not { } challenge
            || Base64UrlText.Decode(challenge) is not { Length: ChallengeBytes })
        {
            return OAuthErrors.InvalidRequest("PKCE is required: code_challenge with code_challenge_method=S256.");
        }

        return OAuthScopes.Words(parameters["scope"]) is null
            ? OAuthErrors.InvalidScope("The scope must be names separated by spaces.")
            : null;
    }
}

/// <summary>A checked request; or a refusal, with where to send it, or without: then the user is shown it.</summary>
internal sealed record AuthorizationReading(AuthorizationRequest? Request, Error? Refusal, ResponseTarget? Target)
{
    public static AuthorizationReading Of(AuthorizationRequest request, ResponseTarget target) => new(request, null, target);

    public static AuthorizationReading Shown(Error refusal) => new(null, refusal, null);

    public static AuthorizationReading Redirected(Error refusal, ResponseTarget target) => new(null, refusal, target);
}
