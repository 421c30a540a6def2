using System.Buffers;
using System.Text;
using McpGateway.Proxy.Routing;

namespace McpGateway.Proxy.Streaming;

/// <summary>
/// Legacy SSE (2024-11-05): the <c>endpoint</c> event tells the client where to POST. The client gets an address at the gateway in which
/// the upstream's path and query are sealed, so that any replica can find the way back and no client can make up another.
/// </summary>
/// <param name="publicPath">The route's path as clients see it, with the path base if the gateway has one.</param>
/// <param name="upstream">The address that the stream was requested from.</param>
/// <param name="seal">Makes an opaque, unforgeable text of its argument that is safe in a path segment (base64url).</param>
internal sealed class EndpointEventRewriter(string publicPath, Uri upstream, Func<string, string> seal) : ISseTransform
{
    private const string MessagesPrefix = "/messages/";
    private const int MaxEndpoint = 4096;

    public SseVerdict Transform(in SseEvent read, IBufferWriter<byte> data)
    {
        if (!read.Type.Span.SequenceEqual("endpoint"u8))
        {
            return SseVerdict.Keep;
        }

        var text = read.Data.Length <= MaxEndpoint ? Encoding.UTF8.GetString(read.Data.Span) : "";
        if (MessageAddress.Resolve(upstream, text) is not { } target)
        {
            return SseVerdict.Drop;
        }

        Encoding.UTF8.GetBytes(publicPath + MessagesPrefix + seal(target.AbsoluteUri), data);
        return SseVerdict.Replace;
    }

    /// <summary>Where a POST to <c>{path}/messages/…</c> goes; null when the address was not made by this gateway for this route.</summary>
    /// <param name="route">The route that the request matched.</param>
    /// <param name="remainder">From <see cref="RouteMatch.Remainder"/>.</param>
    /// <param name="unseal">The inverse of what sealed the address; null for anything forged.</param>
    public static Uri? FindTarget(Route route, string remainder, Func<string, string?> unseal)
    {
        var isSealed = remainder.StartsWith(MessagesPrefix, StringComparison.Ordinal) && remainder.Length > MessagesPrefix.Length;
        return isSealed
            && unseal(remainder[MessagesPrefix.Length..]) is { } text
            && Uri.TryCreate(text, UriKind.Absolute, out var target)
            && Origins(route).Any(origin => SameOrigin(origin, target))
            ? target
            : null;
    }

    /// <summary>The route may have changed since the address was sealed.</summary>
    private static IEnumerable<Uri> Origins(Route route) => new[] { route.Upstream, route.SseEndpoint, route.McpEndpoint }.OfType<Uri>();

    private static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
