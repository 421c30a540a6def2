namespace McpGateway.Core.Health.Probing;

/// <summary>Where a server answers, by transport. The same rules as the clients of the reference follow.</summary>
internal static class ProbeAddresses
{
    public static Uri StreamableHttp(ProbeTarget target) => target.McpEndpoint is { } stated
        ? Trimmed(stated)
        : HasSuffix(target.Upstream!, "mcp") || HasSuffix(target.Upstream!, "sse") ? target.Upstream! : Append(target.Upstream!, "mcp");

    public static Uri Sse(ProbeTarget target) => target.SseEndpoint is { } stated
        ? Trimmed(stated)
        : HasSuffix(target.Upstream!, "sse") ? target.Upstream! : Append(target.Upstream!, "sse");

    /// <summary>Whether the path ends in the transport's segment or contains it.</summary>
    private static bool HasSuffix(Uri address, string suffix) =>
        $"{address.AbsolutePath.TrimEnd('/')}/".Contains($"/{suffix}/", StringComparison.Ordinal);

    private static Uri Append(Uri address, string suffix) =>
        new UriBuilder(address) { Path = $"{address.AbsolutePath.TrimEnd('/')}/{suffix}" }.Uri;

    private static Uri Trimmed(Uri address) => address.AbsolutePath.Length > 1 && address.AbsolutePath.EndsWith('/')
        ? new UriBuilder(address) { Path = address.AbsolutePath.TrimEnd('/') }.Uri
        : address;
}
