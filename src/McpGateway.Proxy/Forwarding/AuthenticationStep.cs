using McpGateway.Proxy.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Authenticates a request of the data plane, and answers it with a challenge when that fails.</summary>
internal sealed partial class AuthenticationStep(IProxyAuthenticator authenticator, ILogger<AuthenticationStep> logger)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private long _logged;

    /// <returns>Without a caller, the refusal has been written.</returns>
    public ValueTask<ProxyAuthentication> AuthenticateAsync(HttpContext context)
    {
        var pending = authenticator.AuthenticateAsync(context);
        if (pending.IsCompletedSuccessfully)
        {
            var authentication = pending.GetAwaiter().GetResult();
            return authentication.Caller is not null
                ? new ValueTask<ProxyAuthentication>(authentication)
                : RefuseAsync(context, authentication);
        }

        return AwaitAsync(context, pending);
    }

    private async ValueTask<ProxyAuthentication> AwaitAsync(HttpContext context, ValueTask<ProxyAuthentication> pending)
    {
        ProxyAuthentication authentication;
        try
        {
            authentication = await pending;
        }
#pragma warning disable CA1031 // whatever keeps a caller from being judged: nobody is let in for it, and the client may try again
        catch (Exception failure) when (failure is not (OperationCanceledException or BadHttpRequestException))
#pragma warning restore CA1031
        {
            Log(failure);
            authentication = new(null, CredentialSource.None, null) { IsUnavailable = true };
        }

        return authentication.Caller is not null ? authentication : await RefuseAsync(context, authentication);
    }

    /// <inheritdoc cref="IProxyAuthenticator.DescribeDenial"/>
    public string DescribeDenial(HttpContext context, ProxyCaller caller) => authenticator.DescribeDenial(context, caller);

    private static async ValueTask<ProxyAuthentication> RefuseAsync(HttpContext context, ProxyAuthentication authentication)
    {
        if (authentication.IsUnavailable)
        {
            GatewayError.RetryAfter(context, TimeSpan.FromSeconds(5));
            await GatewayError.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "identity_unavailable",
                "Who calls cannot be checked at the moment: try again.");
        }
        else
        {
            context.Response.Headers.WWWAuthenticate = authentication.Challenge ?? "Bearer";
            await GatewayError.WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthenticated", "Authentication required");
        }

        return authentication;
    }

    /// <summary>Once a minute: while the store is away, every unknown credential ends here.</summary>
    private void Log(Exception failure)
    {
        var now = Environment.TickCount64;
        var last = Interlocked.Read(ref _logged);
        if ((last == 0 || now - last >= LogInterval.TotalMilliseconds) && Interlocked.CompareExchange(ref _logged, now, last) == last)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(9004, LogLevel.Error, "A caller could not be authenticated; told once a minute")]
    private partial void LogFailed(Exception failure);
}
