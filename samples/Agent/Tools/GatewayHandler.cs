using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AgentSupport.Gateway;

namespace ReferenceAgent.Tools;

/// <summary>
/// Adds the gateway's token to each request; once more with a new one when it is refused. Beside a token of the server's own, which goes in
/// <c>Authorization</c>, the gateway's is in <c>X-Authorization</c>. A refusal that is not about the user's rights becomes an exception of
/// its own: the client behind sees no more than the status.
/// </summary>
internal sealed class GatewayHandler(IGatewayToken token, string? egress) : DelegatingHandler(
    new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    private const string ErrorHeader = "X-Gateway-Error";

    /// <exception cref="QuarantinedException">What is called is not approved as it is now.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (var isFirst = true; ; isFirst = false)
        {
            var credential = "Bearer " + await token.GetAsync(cancellationToken);
            if (egress is null)
            {
                request.Headers.Authorization = AuthenticationHeaderValue.Parse(credential);
            }
            else
            {
                request.Headers.Authorization = new("Bearer", egress);
                request.Headers.Remove("X-Authorization");
                request.Headers.Add("X-Authorization", credential);
            }

            var response = await base.SendAsync(request, cancellationToken);
            if (IsQuarantined(response))
            {
                using (response)
                {
                    throw new QuarantinedException(ReasonOf(await response.Content.ReadAsStringAsync(cancellationToken)));
                }
            }

            if (response.StatusCode != HttpStatusCode.Unauthorized || !isFirst)
            {
                return response;
            }

            response.Dispose();
            token.Forget();
        }
    }

    private static bool IsQuarantined(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Forbidden
        && response.Headers.TryGetValues(ErrorHeader, out var errors) && errors.Contains("quarantined", StringComparer.Ordinal);

    /// <summary>The message of the JSON-RPC error.</summary>
    private static string ReasonOf(string body)
    {
        try
        {
            return JsonElement.Parse(body).GetProperty("error").GetProperty("message").ToString();
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "It is quarantined: it is not approved as it is now.";
        }
    }
}
