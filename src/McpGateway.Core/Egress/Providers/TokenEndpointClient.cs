using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Core.Egress.Providers;

/// <summary>Asks providers for tokens and takes tokens back to them, where their addresses may be used.</summary>
internal sealed partial class TokenEndpointClient(
    EgressHttp http, [FromKeyedServices(EgressHttp.Name)] OAuthClient client, ILogger<TokenEndpointClient> logger)
{
    /// <param name="issuer">The provider, and as which client.</param>
    /// <param name="clientSecret">Null for a public client.</param>
    /// <param name="grant">One of <see cref="OAuthGrants"/>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<TokenReply> RequestAsync(
        TokenIssuerReference issuer, string? clientSecret, IEnumerable<KeyValuePair<string, string>> grant,
        CancellationToken cancellationToken)
    {
        if (http.Problem(issuer.TokenEndpoint) is not null)
        {
            return TokenReply.Failed(isFinal: false, "invalid_endpoint");
        }

        var endpoint = new Uri(issuer.TokenEndpoint);
        var reply = await client.RequestTokensAsync(endpoint, issuer.Credential(clientSecret), grant, cancellationToken);
        if (reply.Tokens is null)
        {
            LogRefused(endpoint.Host, reply.Answer!.Status, reply.Answer.Failure?.Detail ?? reply.Error);
        }

        return reply;
    }

    /// <summary>RFC 7009. Best effort: what the gateway has deleted it cannot use again either way.</summary>
    public async Task RevokeAsync(
        TokenIssuerReference issuer, string? clientSecret, string token, string hint, CancellationToken cancellationToken)
    {
        if (issuer.RevocationEndpoint is { } endpoint && http.Problem(endpoint) is null)
        {
            await client.RevokeAsync(new Uri(endpoint), issuer.Credential(clientSecret), token, hint, cancellationToken);
        }
    }

    [LoggerMessage(
        EventId = 12002, Level = LogLevel.Warning, Message = "The token endpoint at {Host} gave no token: status {Status}, {Error}.")]
    private partial void LogRefused(string host, int status, string? error);
}
