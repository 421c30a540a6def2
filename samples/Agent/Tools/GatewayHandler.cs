using System.Net;
using System.Net.Http.Headers;
using AgentSupport.Gateway;

namespace ReferenceAgent.Tools;

/// <summary>
/// Adds the gateway's token to each request; once more with a new one when it is refused. Beside a token of the server's own, which goes in
/// <c>Authorization</c>, the gateway's is in <c>X-Authorization</c>.
/// </summary>
internal sealed class GatewayHandler(IGatewayToken token, string? egress) : DelegatingHandler(
    new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
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
            if (response.StatusCode != HttpStatusCode.Unauthorized || !isFirst)
            {
                return response;
            }

            response.Dispose();
            token.Forget();
        }
    }
}
