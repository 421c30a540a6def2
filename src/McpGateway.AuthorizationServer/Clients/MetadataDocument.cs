using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Clients;

/// <summary>Reads a client's metadata document.</summary>
internal static class MetadataDocument
{
    private const int MaxNameLength = 100;
    private const int MaxRedirects = 20;

    public static Result<OAuthClientRecord> Read(string url, ReadOnlyMemory<byte> json, IEnumerable<string> schemes, DateTimeOffset now)
    {
        if (StrictJson.ReadObject(json) is not { } document)
        {
            return OAuthErrors.InvalidClient("The metadata document of the client is not a JSON object.");
        }

        // Otherwise anybody could host a document that speaks for another client.
        if (!StrictJson.TryReadString(document, "client_id", out var id) || id != url)
        {
            return OAuthErrors.InvalidClient("The client_id in the metadata document is not the URL that the document was fetched from.");
        }

        if (!StrictJson.TryReadStrings(document, "redirect_uris", out var redirects)
            || redirects.Count is 0 or > MaxRedirects
            || redirects.Any(uri => RedirectUri.ProblemOf(uri, schemes) is not null))
        {
            return OAuthErrors.InvalidClient("The metadata document of the client has no usable redirect_uris.");
        }

        if (!StrictJson.TryReadString(document, "token_endpoint_auth_method", out var method)
            || method is not (null or ClientAuthMethods.None)
            || document.TryGetProperty("client_secret", out _))
        {
            return OAuthErrors.InvalidClient(
                "A client with a metadata document authenticates with none: its document is public and shares no secret.");
        }

        StrictJson.TryReadString(document, "client_name", out var name);
        var isWrong = !StrictJson.TryReadStrings(document, "grant_types", out var grants);
        return isWrong
            ? OAuthErrors.InvalidClient("The grant_types in the metadata document of the client are not a list of names.")
            : new OAuthClientRecord
            {
                Id = url,
                Name = string.IsNullOrWhiteSpace(name)
                    ? new Uri(url).Authority
                    : name.Length > MaxNameLength ? name[..MaxNameLength] : name,
                Source = ClientSource.MetadataDocument,
                RedirectUris = redirects,
                GrantTypes = grants.Count == 0
                    ? [GrantTypes.AuthorizationCode, GrantTypes.RefreshToken]
                    : [.. grants.Intersect(GrantTypes.ForUsers)],
                AuthMethod = ClientAuthMethods.None,
                CreatedAt = now,
            };
    }
}
