using System.Net.Http.Headers;
using System.Text;
using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// Registers this gateway as a client where the provider offers that and the operator named no client (RFC 7591). Once per server.
/// </summary>
internal sealed class ClientRegistration(EgressHttp http, EgressRepository repository, DocumentStore documents, TimeProvider time)
{
    public async Task<Result<RegisteredClientRecord>> EnsureAsync(
        string server, OAuthEndpoints provider, string redirectUri, CancellationToken cancellationToken)
    {
        var known = await repository.FindClientAsync(server, cancellationToken);
        if (known is not null && IsUsable(known.Value, provider, redirectUri))
        {
            return known.Value;
        }

        if (provider.RegistrationEndpoint is not { } endpoint)
        {
            return new Error(
                ErrorKind.Conflict,
                "The provider takes registered clients only: an administrator has to state client_id and client_secret.");
        }

        if (await RegisterAsync(endpoint, provider, redirectUri, cancellationToken) is not { } registered)
        {
            return new Error(ErrorKind.BadGateway, "The provider refused to register the gateway as a client.");
        }

        var committed = await documents.CommitAsync(
            new DocumentBatch().Put(
                EgressRepository.Clients, server, registered, known?.Version ?? DocumentBatch.Absent), cancellationToken);
        if (committed.IsSuccess)
        {
            return registered;
        }

        // Another replica registered at the same moment: one client for all.
        return await repository.FindClientAsync(server, cancellationToken) is { } other && IsUsable(other.Value, provider, redirectUri)
            ? other.Value
            : committed.Error;
    }

    private bool IsUsable(RegisteredClientRecord client, OAuthEndpoints provider, string redirectUri) =>
        !client.IsStated
            && client.Issuer == provider.Issuer
            && client.RedirectUri == redirectUri
            && !(client.ExpiresAt <= time.GetUtcNow());

    private async Task<RegisteredClientRecord?> RegisterAsync(
        string endpoint, OAuthEndpoints provider, string redirectUri, CancellationToken cancellationToken)
    {
        var body = ClientMetadata.Describe(redirectUri, provider.ClientAuthentication);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        var reply = await http.SendAsync(request, cancellationToken);
        if (!reply.IsSuccess || reply.Text("client_id") is not { Length: > 0 } id)
        {
            return null;
        }

        var secret = reply.Text("client_secret");
        return new()
        {
            Issuer = provider.Issuer!,
            RedirectUri = redirectUri,
            ClientId = id,
            ClientSecret = secret,
            ClientAuthentication = secret is null
                ? ClientAuthentications.None
                : reply.Text("token_endpoint_auth_method") ?? provider.ClientAuthentication,
            ExpiresAt = reply.Number("client_secret_expires_at") is { } end and > 0 and < 253402300800
                ? DateTimeOffset.FromUnixTimeSeconds(end)
                : null,
        };
    }
}
