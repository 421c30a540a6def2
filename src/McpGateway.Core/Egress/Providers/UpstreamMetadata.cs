using System.Net.Http.Headers;
using System.Text;
using McpGateway.Core.Foundation;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// Finds the authorization server of an MCP server the way the MCP authorization specification has clients do it:
/// <code>
/// (1) the server's 401 names its resource metadata (RFC 9728 §5.1), or it lies at the well-known address
/// (2) the metadata must be about this server, and names the authorization server
/// (3) that one's metadata (RFC 8414, OpenID Connect Discovery) must name it as the issuer and offer PKCE with S256
/// </code>
/// </summary>
internal sealed class UpstreamMetadata(EgressHttp http)
{
    private const string ResourceWellKnown = "/.well-known/oauth-protected-resource";

    public async Task<Result<ProviderEndpoints>> FindAsync(Uri server, CancellationToken cancellationToken)
    {
        // :: (1)
        foreach (var address in ResourceAddresses(server, await ChallengedAsync(server, cancellationToken)))
        {
            if (http.Problem(address.AbsoluteUri) is not null)
            {
                continue;
            }

            var metadata = await http.GetAsync(address, cancellationToken);
            if (metadata.IsSuccess)
            {
                return await FollowAsync(server, metadata, cancellationToken);
            }
        }

        // Servers of the 2025-03-26 revision are their own authorization server.
        var own = await IssuerAsync(server.GetLeftPart(UriPartial.Authority), cancellationToken);
        return own.IsSuccess
            ? own.Value with { Resource = server.AbsoluteUri }
            : new Error(ErrorKind.BadGateway, "The server advertises no authorization server: choose a provider and state its endpoints.");
    }

    // :: (2)
    private async Task<Result<ProviderEndpoints>> FollowAsync(Uri server, EgressReply metadata, CancellationToken cancellationToken)
    {
        if (metadata.Text("resource") is not { } resource || !IsAbout(resource, server))
        {
            return new Error(ErrorKind.BadGateway, "The server's resource metadata is about another resource.");
        }

        if (metadata.Texts("authorization_servers") is not [{ } issuer, ..])
        {
            return new Error(ErrorKind.BadGateway, "The server's resource metadata names no authorization server.");
        }

        var found = await IssuerAsync(issuer, cancellationToken);
        return found.IsSuccess
            ? found.Value with { Resource = resource, Scopes = metadata.Texts("scopes_supported") ?? [] }
            : found.Error;
    }

    // :: (3)
    private async Task<Result<ProviderEndpoints>> IssuerAsync(string issuer, CancellationToken cancellationToken)
    {
        if (http.Problem(issuer) is not null || !Uri.TryCreate(issuer, UriKind.Absolute, out var address))
        {
            return new Error(ErrorKind.BadGateway, "The server's authorization server has an address that may not be used.");
        }

        foreach (var candidate in IssuerAddresses(address))
        {
            var metadata = await http.GetAsync(candidate, cancellationToken);
            if (metadata.IsSuccess)
            {
                return Read(issuer, metadata);
            }
        }

        return new Error(ErrorKind.BadGateway, "The server's authorization server publishes no metadata.");
    }

    private Result<ProviderEndpoints> Read(string issuer, EgressReply metadata)
    {
        // RFC 8414 §3.3: exactly the one that was asked for; a difference of one slash is tolerated because origins are written both ways.
        if (metadata.Text("issuer") is not { } stated || stated.TrimEnd('/') != issuer.TrimEnd('/'))
        {
            return new Error(ErrorKind.BadGateway, "The authorization server's metadata names another issuer.");
        }

        if (metadata.Texts("code_challenge_methods_supported")?.Contains("S256") != true)
        {
            return new Error(ErrorKind.BadGateway, "The authorization server does not offer PKCE with S256.");
        }

        var authorization = metadata.Text("authorization_endpoint");
        var token = metadata.Text("token_endpoint");
        if (http.Problem(authorization) is not null || http.Problem(token) is not null)
        {
            return new Error(ErrorKind.BadGateway, "The authorization server's endpoints may not be used: they must be https addresses.");
        }

        var registration = metadata.Text("registration_endpoint");
        var revocation = metadata.Text("revocation_endpoint");
        return new ProviderEndpoints
        {
            Issuer = stated,
            StatesIssuer = metadata.Flag("authorization_response_iss_parameter_supported"),
            AuthorizationEndpoint = authorization!,
            TokenEndpoint = token!,
            RevocationEndpoint = http.Problem(revocation) is null ? revocation : null,
            RegistrationEndpoint = http.Problem(registration) is null ? registration : null,
            ClientAuthentication = Authentication(metadata.Texts("token_endpoint_auth_methods_supported")),
        };
    }

    private async Task<Uri?> ChallengedAsync(Uri server, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server)
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":0,"method":"ping"}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        var reply = await http.SendAsync(request, cancellationToken);
        return reply.Status == StatusCodes.Status401Unauthorized ? ChallengeParameter.Find(reply.Challenge, "resource_metadata") : null;
    }

    private static IEnumerable<Uri> ResourceAddresses(Uri server, Uri? challenged)
    {
        if (challenged is not null)
        {
            return [challenged];
        }

        var origin = server.GetLeftPart(UriPartial.Authority);
        var path = server.AbsolutePath.TrimEnd('/');
        return path.Length == 0 ? [new(origin + ResourceWellKnown)] : [new(origin + ResourceWellKnown + path), new(origin + ResourceWellKnown)];
    }

    private static IEnumerable<Uri> IssuerAddresses(Uri issuer)
    {
        var origin = issuer.GetLeftPart(UriPartial.Authority);
        var path = issuer.AbsolutePath.TrimEnd('/');
        yield return new($"{origin}/.well-known/oauth-authorization-server{path}");
        yield return new($"{origin}/.well-known/openid-configuration{path}");
        if (path.Length > 0)
        {
            yield return new($"{origin}{path}/.well-known/openid-configuration");
        }
    }

    /// <summary>The same origin, and the server's path or one above it.</summary>
    private static bool IsAbout(string resource, Uri server)
    {
        if (!Uri.TryCreate(resource, UriKind.Absolute, out var stated)
            || !string.Equals(stated.GetLeftPart(UriPartial.Authority), server.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal))
        {
            return false;
        }

        var path = stated.AbsolutePath.TrimEnd('/');
        return (server.AbsolutePath.TrimEnd('/') + "/").StartsWith(path + "/", StringComparison.Ordinal);
    }

    private static string Authentication(IReadOnlyList<string>? supported) =>
        supported is null || supported.Contains(ClientAuthentications.Basic) ? ClientAuthentications.Basic
        : supported.Contains(ClientAuthentications.Post) ? ClientAuthentications.Post
        : ClientAuthentications.None;
}
