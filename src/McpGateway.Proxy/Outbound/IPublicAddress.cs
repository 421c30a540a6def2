using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Outbound;

/// <summary>Port: where clients and browsers reach this gateway, for links in answers of the data plane.</summary>
public interface IPublicAddress
{
    /// <returns>The address without a trailing slash.</returns>
    string Of(HttpRequest request);
}

/// <summary>The address that the request itself names.</summary>
internal sealed class RequestAddress : IPublicAddress
{
    public string Of(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";
}
