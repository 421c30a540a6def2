using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace McpGateway.Proxy.Routing;

/// <summary>
/// Where the requests of one route go: those of clients and those of health checks. Addresses without a query are computed once and shared.
/// </summary>
public sealed class UpstreamAddress(Route route)
{
    /// <summary>What a path may hold as it is (RFC 3986 pchar and slash); the rest is percent-encoded.</summary>
    private static readonly SearchValues<char> Unencoded =
        SearchValues.Create("/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@");

    // Made on first use; two threads may make the same address twice, which harms nobody.
    private Uri? _mcp;
    private Uri? _sse;

    public Route Route => route;

    /// <summary>The server's other versions.</summary>
    internal IReadOnlyDictionary<string, UpstreamAddress> Versions { get; init; } = FrozenDictionary<string, UpstreamAddress>.Empty;

    /// <summary>The address for a request.</summary>
    /// <param name="remainder">From <see cref="RouteMatch.Remainder"/>: canonical, decoded.</param>
    /// <param name="query">The request's query with its <c>?</c>, as sent; or empty.</param>
    public Uri For(string remainder, string query)
    {
        ArgumentNullException.ThrowIfNull(remainder);
        ArgumentNullException.ThrowIfNull(query);
        var address = remainder switch
        {
            "" or "/" => route.Upstream,
            "/mcp" => _mcp ??= route.McpEndpoint
                ?? (Names(route.Upstream, "/mcp") || Names(route.Upstream, "/sse") ? route.Upstream : Append(route.Upstream, "/mcp")),
            "/sse" => _sse ??= route.SseEndpoint
                ?? (Names(route.Upstream, "/sse") ? route.Upstream : Append(route.Upstream, "/sse")),
            _ => Append(route.Upstream, remainder),
        };
        return query.Length <= 1 ? address : WithQuery(address, query);
    }

    /// <summary>
    /// Whether one of the path's segments is the transport's, such as <c>https://host/mcp/x/repos</c>: then the address is complete.
    /// </summary>
    private static bool Names(Uri upstream, string segment)
    {
        var path = upstream.AbsolutePath.AsSpan();
        return path.EndsWith(segment, StringComparison.Ordinal) || path.Contains($"{segment}/", StringComparison.Ordinal);
    }

    private static Uri Append(Uri upstream, string remainder)
    {
        var encoded = Encode(remainder);
        var path = upstream.AbsolutePath.TrimEnd('/');
        return path.EndsWith(encoded, StringComparison.Ordinal)
            ? upstream
            : new Uri(upstream.GetLeftPart(UriPartial.Authority) + path + encoded + upstream.Query);
    }

    /// <summary>
    /// The configured query goes first, and what it sets cannot be set again by the client: which of two equal names counts differs
    /// between servers.
    /// </summary>
    internal static Uri WithQuery(Uri address, string query)
    {
        if (address.Query.Length <= 1)
        {
            return new Uri(address.GetLeftPart(UriPartial.Path) + query);
        }

        var configured = address.Query[1..].Split('&').Select(Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var text = new StringBuilder(address.GetLeftPart(UriPartial.Path)).Append(address.Query);
        foreach (var pair in query[1..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!configured.Contains(Name(pair)))
            {
                text.Append('&').Append(pair);
            }
        }

        return new Uri(text.ToString());
    }

    /// <summary>The name of one parameter of a query, decoded.</summary>
    internal static string Name(string pair)
    {
        var end = pair.IndexOf('=', StringComparison.Ordinal);
        return Uri.UnescapeDataString((end < 0 ? pair : pair[..end]).Replace('+', ' '));
    }

    /// <summary>The canonical path was decoded; this is the way back.</summary>
    private static string Encode(string remainder)
    {
        if (!remainder.AsSpan().ContainsAnyExcept(Unencoded))
        {
            return remainder;
        }

        var encoded = new StringBuilder(remainder.Length + 16);
        foreach (var rune in remainder.EnumerateRunes())
        {
            if (rune.IsAscii && Unencoded.Contains((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
            }
            else
            {
                encoded.Append(Uri.EscapeDataString(rune.ToString()));
            }
        }

        return encoded.ToString();
    }
}
