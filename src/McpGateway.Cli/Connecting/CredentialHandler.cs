using System.Net;
using System.Net.Http.Headers;

namespace McpGateway.Cli.Connecting;

/// <summary>Adds the access token; when the gateway does not take it, renews it and asks once more.</summary>
internal sealed class CredentialHandler(IAccessTokens tokens, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await tokens.FindAsync(refused: null, cancellationToken);
        Authorize(request, token);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || token is null || request.Content is not (null or ByteArrayContent))
        {
            return response;
        }

        var renewed = await tokens.FindAsync(refused: token, cancellationToken);
        if (renewed is null || renewed == token)
        {
            return response;
        }

        response.Dispose();
        Authorize(request, renewed);
        return await base.SendAsync(request, cancellationToken);
    }

    private static void Authorize(HttpRequestMessage request, string? token) =>
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
}

/// <summary>The access tokens of one run.</summary>
internal interface IAccessTokens
{
    /// <summary>A token that is good now; null when nobody is signed in.</summary>
    /// <param name="refused">The token that the gateway has just refused, which is to be replaced whatever its end; null at first.</param>
    Task<string?> FindAsync(string? refused, CancellationToken cancellationToken);
}
