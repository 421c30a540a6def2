using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress.Providers;

/// <summary>Speaks to providers and to what servers advertise, and knows which of their addresses may be used.</summary>
internal sealed partial class EgressHttp(
    [FromKeyedServices(EgressHttp.Name)] OAuthClient client, IOutboundDialer dialer, IOptions<EgressOptions> options,
    ILogger<EgressHttp> logger)
{
    /// <summary>The kind of outgoing calls.</summary>
    public const string Name = "egress-providers";

    /// <summary>What is wrong with an address that secrets are sent to or consent is given at; null when nothing.</summary>
    public string? Problem(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return "must be an absolute URL without user information and fragment";
        }

        var mayBeHttp = options.Value.UnsafeAllowHttp || (address.IsLoopback && options.Value.AllowPrivateAddresses);
        return address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && mayBeHttp)
            ? "must use https"
            : dialer.Problem(address, options.Value.AllowPrivateAddresses);
    }

    public async Task<OAuthAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Noted(await client.SendAsync(request, cancellationToken));

    public async Task<OAuthAnswer> GetAsync(Uri address, CancellationToken cancellationToken) =>
        Noted(await client.GetAsync(address, bearer: null, cancellationToken));

    private OAuthAnswer Noted(OAuthAnswer answer)
    {
        if (answer.Failure is { } failure)
        {
            LogFailed(failure.Detail);
        }

        return answer;
    }

    [LoggerMessage(EventId = 12001, Level = LogLevel.Warning, Message = "A provider did not answer: {Reason}.")]
    private partial void LogFailed(string reason);
}
