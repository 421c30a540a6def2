namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Addresses as clients see them. Scheme and host are the request's own: what a trusted proxy forwards is already in them.</summary>
internal static class GatewayAddress
{
    public static string Of(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";

    /// <summary>Where MCP clients reach a server. Never the upstream: that would advertise a way around the gateway.</summary>
    public static string Of(HttpRequest request, string technicalName) => $"{Of(request)}/{technicalName}/mcp";
}
