using System.Net.Http.Headers;
using System.Text;
using McpGateway.Foundation;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// Finds the authorization server of an MCP server the way the MCP authorization specification has clients do it:
/// <code>
/// (1) the server's 401 names its resource metadata (RFC 9728 §5.1), or it lies at the well-known address
/// (2) the metadata must be about this server, and names the authorization server
/// (3) the scopes are those of the 401, or else those of the metadata, or else none
/// (4) without resource metadata: servers of the 2025-03-26 revision are their own authorization server, with metadata or at fixed paths
/// </code>
/// </summary>
internal sealed class UpstreamMetadata(EgressHttp http, IssuerMetadata issuers)
{
    public async Task<Result<OAuthEndpoints>> FindAsync(Uri server, CancellationToken cancellationToken)
    {
        // :: (1)
        var unasked = await AskAsync(server, cancellationToken);
        var challenge = unasked.Status == StatusCodes.Status401Unauthorized ? unasked.Challenge : null;
        var challenged = ChallengeParameter.Find(challenge, "resource_metadata");
        var isAbsent = challenged is null;
        foreach (var address in ProtectedResourceMetadata.AddressesOf(server, challenged))
        {
            if (http.Problem(address.AbsoluteUri) is not null)
            {
                isAbsent = false;
                continue;
            }

            var metadata = await http.GetAsync(address, cancellationToken);
            if (metadata.IsSuccess)
            {
                return await FollowAsync(server, ProtectedResourceMetadata.Read(metadata), challenge, cancellationToken);
            }

            isAbsent &= metadata.SaysNotHere;
        }

        // :: (4) Fixed paths only when the server demands a token and says itself that it publishes nothing.
        var root = server.GetLeftPart(UriPartial.Authority);
        var own = await issuers.FindAsync(root, cancellationToken);
        if (own.Endpoints.IsSuccess)
        {
            return own.Endpoints.Value with
            {
                Resource = server.AbsoluteUri,
                Scopes = Scopes(own.Endpoints.Value, ChallengeParameter.FindScopes(challenge)),
            };
        }

        return isAbsent && own.IsAbsent && unasked.Status == StatusCodes.Status401Unauthorized && http.Problem(root) is null
            ? FixedPaths(root, server, ChallengeParameter.FindScopes(challenge))
            : new Error(ErrorKind.BadGateway, "The server advertises no authorization server: choose a provider and state its endpoints.");
    }

    // :: (2)
    private async Task<Result<OAuthEndpoints>> FollowAsync(
        Uri server, ProtectedResourceMetadata metadata, string? challenge, CancellationToken cancellationToken)
    {
        if (metadata.Resource is not { } resource || !metadata.IsAbout(server))
        {
            return new Error(ErrorKind.BadGateway, "The server's resource metadata is about another resource.");
        }

        if (metadata.AuthorizationServers is not [{ } issuer, ..])
        {
            return new Error(ErrorKind.BadGateway, "The server's resource metadata names no authorization server.");
        }

        var found = (await issuers.FindAsync(issuer, cancellationToken)).Endpoints;
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var challenged = ChallengeParameter.FindScopes(challenge);
        var wanted = challenged.Count > 0 ? challenged : metadata.Scopes;
        return found.Value with { Resource = resource, Scopes = Scopes(found.Value, wanted) };
    }

    // :: (3) Nothing is added to nothing: a request without scopes gets the provider's default, one with a single scope does not.
    private static IReadOnlyList<string> Scopes(OAuthEndpoints provider, IReadOnlyList<string> wanted) =>
        wanted.Count == 0 ? [] : [.. wanted.Union(provider.Scopes, StringComparer.Ordinal)];

    private static OAuthEndpoints FixedPaths(string root, Uri server, IReadOnlyList<string> scopes) => new()
    {
        Issuer = root,
        AuthorizationEndpoint = root + "/authorize",
        TokenEndpoint = root + "/token",
        RegistrationEndpoint = root + "/register",
        Resource = server.AbsoluteUri,
        Scopes = scopes,
    };

    private async Task<OAuthAnswer> AskAsync(Uri server, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server)
        {
            Content = new StringContent(
                """{"jsonrpc":"2.0","id":0,"method":"ping"}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        return await http.SendAsync(request, cancellationToken);
    }
}
