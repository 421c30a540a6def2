using McpGateway.Access.Decisions;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Exchange;

/// <summary>
/// Client credentials: a service account acts for itself, with the groups that its record has at each use. No refresh token (RFC 6749
/// §4.4.3).
/// </summary>
internal sealed class ClientCredentialsExchange(AccessTokens tokens, AccessSnapshotHolder policies, PublicOrigin origins)
{
    public Result<TokenResponse> Exchange(HttpContext context, OAuthClientRecord client, OAuthParameters parameters)
    {
        // The endpoint has checked that the client is registered for it; only a client with a secret can be, and this makes sure.
        if (client.IsPublic)
        {
            return OAuthErrors.UnauthorizedClient("This client is not registered for this grant type.");
        }

        var origin = origins.Of(context.Request);
        var resources = AuthorizationRequestReader.ReadResources(parameters.Resources, origin);
        var asked = OAuthScopes.Words(parameters["scope"]);
        if (!resources.IsSuccess || asked is null)
        {
            return resources.Error ?? OAuthErrors.InvalidScope("The scope must be names separated by spaces.");
        }

        var scopes = OAuthScopes.Grant(asked, policies.Current.ScopesOf(client.Groups));
        if (!scopes.IsSuccess)
        {
            return scopes.Error;
        }

        var holder = new GrantOwner
        {
            Subject = client.SubjectOf(),
            UserName = client.Id,
            Provider = CredentialIdentity.ClientProvider,
            Groups = [],
        };
        return new TokenResponse(
            tokens.Issue(holder, client.Id, scopes.Value, resources.Value, origin, grantId: null), scopes.Value, RefreshToken: null);
    }
}
