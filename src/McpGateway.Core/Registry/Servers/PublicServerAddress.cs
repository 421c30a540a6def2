namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// The one address under which clients reach a server at the gateway, and the transport that they speak there. Whatever tells somebody an
/// address of a server takes it from here.
/// </summary>
public static class PublicServerAddress
{
    /// <summary>Never the upstream: that would advertise a way around the gateway.</summary>
    /// <param name="origin">Where clients reach the gateway, with the path below which it is, without a trailing slash.</param>
    public static string At(string origin, ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return origin + PathOf(server);
    }

    /// <summary>For instance <c>/currenttime/mcp</c>.</summary>
    public static string PathOf(ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return $"/{server.TechnicalName}{(TransportOf(server) == ServerTransport.Sse ? "/sse" : "/mcp")}";
    }

    /// <summary><c>streamable-http</c> or <c>sse</c>: the former where the server has both.</summary>
    public static string TransportOf(ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return SpeaksSseOnly(server) ? ServerTransport.Sse : ServerTransport.StreamableHttp;
    }

    /// <summary>
    /// Registrations that state no transport have <c>streamable-http</c> for it, so an address that ends in <c>/sse</c> says more than
    /// that.
    /// </summary>
    private static bool SpeaksSseOnly(ServerRecord server)
    {
        var transports = server.SupportedTransports;
        return !transports.Contains(ServerTransport.Sse)
            ? IsSseAddress(server.ProxyPassUrl) && string.IsNullOrEmpty(server.McpEndpoint)
            : !transports.Contains(ServerTransport.StreamableHttp);
    }

    private static bool IsSseAddress(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.AbsolutePath.TrimEnd('/').EndsWith("/sse", StringComparison.Ordinal);
}
