using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Registry.Servers;

/// <summary>Where a registered server is, as it was stated. The routes and the health checks are made from this.</summary>
/// <param name="Upstream">Null when there is no address.</param>
internal sealed record ServerAddresses(Uri? Upstream, Uri? McpEndpoint, Uri? SseEndpoint)
{
    private const string ImportTag = "anthropic-registry";

    public static ServerAddresses Of(ServerRecord server)
    {
        var upstream = AddressOf(server.ProxyPassUrl);
        return new(
            upstream is not null && server.Tags.Contains(ImportTag) ? WithInstanceId(upstream) : upstream,
            AddressOf(server.McpEndpoint),
            AddressOf(server.SseEndpoint));
    }

    /// <summary>Whether the gateway can reach it: it has an address, and is not only started on a desk.</summary>
    public static bool IsProxied(ServerRecord server) =>
        AddressOf(server.ProxyPassUrl) is not null && server.SupportedTransports is not [ServerTransport.Stdio];

    private static Uri? AddressOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https" or InProcessHandler.Scheme)
            ? address
            : null;

    /// <summary>Imported servers expect an instance; clients of the reference always send this one.</summary>
    private static Uri WithInstanceId(Uri address) => address.Query.Contains("instance_id=", StringComparison.Ordinal)
        ? address
        : new UriBuilder(address)
        {
            Query = address.Query.Length > 1 ? $"{address.Query[1..]}&instance_id=default" : "instance_id=default",
        }.Uri;
}
