using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Proxy.Forwarding;

/// <summary>RFC 9110 §7.6.1: what belongs to one connection, by name or because <c>Connection</c> names it.</summary>
internal static class HopByHop
{
    public static readonly string[] Names =
    [
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "TE",
        "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
    ];

    /// <summary>The extra names that a <c>Connection</c> header lists; null for the usual ones.</summary>
    public static FrozenSet<string>? Nominated(StringValues connection)
    {
        if (connection.Count == 0
            || (connection.Count == 1 && (string.Equals(connection[0], "keep-alive", StringComparison.OrdinalIgnoreCase)
                || string.Equals(connection[0], "close", StringComparison.OrdinalIgnoreCase))))
        {
            return null;
        }

        return connection.SelectMany(
            value => value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
