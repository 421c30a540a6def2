using System.Collections.Frozen;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Which headers of the upstream's answer reach the client. The gateway's origin is shared with its UI: an upstream must not speak for it.
/// </summary>
internal static partial class ResponseHeaders
{
    private static readonly FrozenSet<string> Dropped = HopByHop.Names.Concat(
    [
        "Set-Cookie", "Set-Cookie2", "Server", "X-Powered-By", "X-AspNet-Version", "Via", "Date", "Location", "Content-Location", "Refresh",
        "Alt-Svc", "Strict-Transport-Security", "Public-Key-Pins", "Clear-Site-Data", "NEL", "Report-To", "Reporting-Endpoints",
        "Expect-CT",
        "Service-Worker-Allowed", "SourceMap", "Content-Security-Policy", "Content-Security-Policy-Report-Only", "X-Frame-Options",
        "X-Content-Type-Options", "X-Accel-Redirect", "X-Accel-Buffering", "X-Sendfile", "X-Reproxy-URL", "Timing-Allow-Origin",
        "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy", "Cross-Origin-Resource-Policy", "Origin-Agent-Cluster", "Accept-CH",
        "Content-Length", GatewayError.Header, GatewayHeaders.VersionRouting, McpHeaders.SessionId,

        // ranges are not asked for
        "Accept-Ranges", "Content-Range",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is said of the very bytes that the upstream sent.</summary>
    private static readonly FrozenSet<string> OfTheBytes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "ETag", "Last-Modified", "Content-MD5", "Digest", "Content-Digest", "Repr-Digest");

    /// <param name="exchange">What is answered.</param>
    /// <param name="upstream">The upstream's answer.</param>
    /// <param name="isRewritten">Whether the client may get other bytes than the upstream sent.</param>
    public static void Copy(ProxyExchange exchange, HttpResponseMessage upstream, bool isRewritten)
    {
        var response = exchange.Context.Response;
        var headers = upstream.Headers.NonValidated;
        var nominated = headers.TryGetValues("Connection", out var connection) ? HopByHop.Nominated(Values(connection)) : null;
        response.StatusCode = (int)upstream.StatusCode;
        Copy(headers, response.Headers, nominated, isRewritten);
        Copy(upstream.Content.Headers.NonValidated, response.Headers, nominated, isRewritten);
        response.Headers.CacheControl = ForOneCaller(exchange.Context.Request, response.Headers.CacheControl);
        response.Headers.XContentTypeOptions = "nosniff";
        if (!IsData(response.ContentType))
        {
            // Nothing that an upstream sends may run as a page of the gateway's.
            response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        }
    }

    /// <summary>Seals the session id that the upstream gave out. False when it is not usable.</summary>
    public static bool TrySealSession(ProxyExchange exchange, HttpResponseMessage upstream, SessionSealer sealer)
    {
        if (!upstream.Headers.NonValidated.TryGetValues(McpHeaders.SessionId, out var values))
        {
            return true;
        }

        // A session keeps its id: clients compare it, and store it.
        var sealedId = values.Count != 1 ? null
            : exchange.SessionId is { } known
                && known == values.ToString() ? exchange.Context.Request.Headers[McpHeaders.SessionId].ToString()
            : sealer.Seal(SealPurpose.SessionId, values.ToString(), exchange.Caller!, exchange.Route);
        if (sealedId is null)
        {
            return false;
        }

        exchange.Context.Response.Headers[McpHeaders.SessionId] = sealedId;
        return true;
    }

    private static void Copy(HttpHeadersNonValidated from, IHeaderDictionary to, FrozenSet<string>? nominated, bool isRewritten)
    {
        foreach (var (name, values) in from)
        {
            if (Dropped.Contains(name)
                || name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
                || (nominated?.Contains(name) ?? false)
                || (isRewritten && OfTheBytes.Contains(name)))
            {
                continue;
            }

            var value = Values(values);
            if (IsVisible(value))
            {
                to[name] = name.Equals("WWW-Authenticate", StringComparison.OrdinalIgnoreCase) ? WithoutAddresses(value) : value;
            }
        }
    }

    /// <summary>
    /// What one caller was answered is nobody else's: a shared cache may keep what says so even of authenticated requests (RFC 9111 §3.5),
    /// and what says nothing where a cookie signed in.
    /// </summary>
    private static StringValues ForOneCaller(HttpRequest request, StringValues upstream)
    {
        if (upstream.Count == 0)
        {
            return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? "private" : upstream;
        }

        // Nearly all upstreams say one of these, or nothing: that makes no text of its own.
        var text = upstream.ToString();
        foreach (var part in text.AsSpan().Split(','))
        {
            if (IsOneOf(text.AsSpan(part).Trim(), "private", "no-store", "no-cache"))
            {
                return upstream;
            }
        }

        return string.Join(", ", [
            "private",
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(static directive => !IsOneOf(NameOf(directive), "public", "s-maxage")),
        ]);
    }

    private static ReadOnlySpan<char> NameOf(string directive) =>
        directive.IndexOf('=') is >= 0 and var end ? directive.AsSpan(0, end).TrimEnd() : directive;

    private static bool IsOneOf(ReadOnlySpan<char> directive, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (directive.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static StringValues Values(HeaderStringValues values)
    {
        if (values.Count == 1)
        {
            return values.ToString();
        }

        var all = new string[values.Count];
        var index = 0;
        foreach (var value in values)
        {
            all[index++] = value;
        }

        return all;
    }

    /// <summary>The server refuses to write anything else, which would turn a good answer into an error.</summary>
    private static bool IsVisible(StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAnyExceptInRange('\u0020', '\u007e'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// A challenge on the gateway's origin is read as the gateway's: where it says that tokens are to be had (RFC 9728 §5.1), a client
    /// sends its user. What an upstream demands stays, the addresses that it names go.
    /// </summary>
    private static StringValues WithoutAddresses(StringValues challenges) =>
        challenges.Select(static challenge => ChallengeAddress().Replace(challenge ?? "", "").TrimEnd(' ', ',')).ToArray();

    [GeneratedRegex(
        """(?<=[\s,])(?:resource_metadata|authorization_uri|authorization_server|as_uri|resource|resource_id)\s*=\s*(?:"(?:"""
            + """[^"\\]|\\.)*"|[^\s,"]+)\s*,?\s*""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ChallengeAddress();

    private static bool IsData(string? contentType) =>
        contentType is null
        || contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
