using McpGateway.Foundation.Http.Outbound;

namespace McpGateway.Foundation.OAuth;

/// <summary>
/// Speaks OAuth 2.1 as a client: asks for documents and tokens, and takes tokens back. Which addresses are good enough is the caller's
/// rule; <see cref="OutboundProfile"/> bounds where they may lead.
/// </summary>
public sealed class OAuthClient(OutboundHttp http, TimeProvider time)
{
    /// <summary>Sends a request. Whatever goes wrong is an answer with <see cref="OAuthAnswer.Failure"/>.</summary>
    public async Task<OAuthAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.Accept.Count == 0)
        {
            request.Headers.Accept.ParseAdd("application/json");
        }

        return OAuthAnswer.Of(request.RequestUri!, await http.ExchangeAsync(request, cancellationToken), http.TooLarge);
    }

    /// <param name="address">Metadata, keys, or the userinfo endpoint.</param>
    /// <param name="bearer">An access token that the address asks for; null when it is public.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<OAuthAnswer> GetAsync(Uri address, string? bearer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (bearer is not null)
        {
            request.Headers.Authorization = new("Bearer", bearer);
        }

        return await SendAsync(request, cancellationToken);
    }

    /// <param name="endpoint">The token endpoint.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="grant">One of <see cref="OAuthGrants"/>.</param>
    /// <param name="cancellationToken">Ends the request; what the server gives out then is lost.</param>
    public async Task<TokenReply> RequestTokensAsync(
        Uri endpoint, ClientCredential client, IEnumerable<KeyValuePair<string, string>> grant, CancellationToken cancellationToken) =>
        TokenReply.Read(await PostAsync(endpoint, client, grant, cancellationToken), time.GetUtcNow());

    /// <summary>Takes a token back (RFC 7009). Best effort: a server may say what it likes.</summary>
    /// <param name="endpoint">The revocation endpoint.</param>
    /// <param name="client">To whom the token was issued.</param>
    /// <param name="token">The token.</param>
    /// <param name="hint"><c>access_token</c> or <c>refresh_token</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task RevokeAsync(Uri endpoint, ClientCredential client, string token, string hint, CancellationToken cancellationToken) =>
        PostAsync(endpoint, client, [new("token", token), new("token_type_hint", hint)], cancellationToken);

    private async Task<OAuthAnswer> PostAsync(
        Uri endpoint, ClientCredential client, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var form = fields.ToList();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        client.Authenticate(request, form, time.GetUtcNow());
        request.Content = new FormUrlEncodedContent(form);
        return await SendAsync(request, cancellationToken);
    }
}
