using McpGateway.Proxy.Access;

namespace McpGateway.Proxy.Outbound;

/// <summary>
/// Carries requests to one server of this process, whatever the host part of their address, so that an HTTP client which insists on
/// <c>http://</c> can speak to it too.
/// </summary>
public sealed class InProcessHandler(IInProcessServer server) : HttpMessageHandler
{
    /// <summary>The scheme of an upstream address that names a server of this process.</summary>
    public const string Scheme = "inprocess";

    /// <summary>Where the caller travels.</summary>
    public static readonly HttpRequestOptionsKey<ProxyCaller> CallerKey = new("McpGateway.ProxyCaller");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.TryGetValue(CallerKey, out var caller);
        return server.SendAsync(request, caller, cancellationToken);
    }
}
