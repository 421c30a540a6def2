using System.Collections.Frozen;
using System.Net;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Which headers of the client go to the upstream, and which the gateway sets itself.</summary>
internal static class RequestHeaders
{
    private static readonly FrozenSet<string> Dropped = HopByHop.Names.Concat(
    [
        // the connection's own; the body's length and the host are computed
        "Host", "Content-Length", "Expect", "Accept-Encoding",

        // credentials for the gateway
        "Cookie", "Cookie2", GatewayHeaders.XAuthorization, "X-Csrf-Token",

        // identity and origin: set afresh below, or believed by somebody behind us
        GatewayHeaders.User, GatewayHeaders.UserName, GatewayHeaders.Scopes, GatewayHeaders.AuthMethod, GatewayHeaders.ClientIdAuth,
        GatewayHeaders.ServerName, GatewayHeaders.ToolName, GatewayHeaders.Body, "X-Groups", "X-Email",
        "Forwarded", "Via", GatewayHeaders.RealIp, "X-Rewrite-URL", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP",
        "CF-Connecting-IP", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", GatewayHeaders.Hops,

        // conditions and ranges: the bytes that they are about are not those that the client gets, since lists are filtered and ids sealed
        "If-None-Match", "If-Modified-Since", "If-Range", "Range",

        // a choice among versions is made here: a gateway behind this one has versions whose definitions nobody approved here
        GatewayHeaders.ServerVersion,

        // which page the client is in, but for its Origin: servers must be able to refuse pages that reach them by DNS rebinding (MCP,
        // "Transports", security warning)
        "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest", "Sec-Fetch-User",

        // the gateway's form of it is unsealed and set separately
        McpHeaders.SessionId,
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="exchange">What is forwarded.</param>
    /// <param name="request">Gets the headers.</param>
    /// <param name="mayHoldCredential">Whether a value has to be judged.</param>
    /// <returns>Headers that may hold a credential of the gateway: not copied, but left to the caller to judge. Null when there are
    /// none.</returns>
    public static List<KeyValuePair<string, string>>? Copy(
        ProxyExchange exchange, HttpRequestMessage request, Func<string, bool> mayHoldCredential)
    {
        List<KeyValuePair<string, string>>? suspects = null;
        var client = exchange.Context.Request.Headers;
        var nominated = HopByHop.Nominated(client.Connection);
        var forwardsAuthorization = exchange.ForwardsAuthorization;
        foreach (var (name, values) in client)
        {
            if (Dropped.Contains(name)
                || ForeignIdentity.Includes(name)
                || name.StartsWith(':')
                || (!forwardsAuthorization && IsAuthorization(name))
                || (nominated?.Contains(name) ?? false)
                || IsConfigured(name, exchange.Route.Headers))
            {
                continue;
            }

            // Underscores: CGI-like upstreams read X_User and X-User as one name.
            if (name.Contains('_', StringComparison.Ordinal) && IsDroppedWithDashes(name))
            {
                continue;
            }

            var value = values.Count == 1 ? values[0]! : values.ToString();
            var isLongName = name.Length >= CredentialText.ShortestToken;
            if (!IsAuthorization(name) && (mayHoldCredential(value) || (isLongName && mayHoldCredential(name))))
            {
                (suspects ??= []).Add(new(name, value));
                continue;
            }

            Add(request, name, value);
        }

        return suspects;
    }

    public static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <param name="exchange">What is forwarded.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="sessionId">The upstream's session, opened.</param>
    /// <param name="tellsOrigin">Whether the server is told from where the request came (<see
    /// cref="ProxyOptions.OriginHeadersTo"/>).</param>
    /// <param name="request">Gets the headers.</param>
    public static void SetOwn(ProxyExchange exchange, ProxyCaller caller, string? sessionId, bool tellsOrigin, HttpRequestMessage request)
    {
        var headers = request.Headers;

        // So that every answer can be read, and filtered where it must be.
        headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        headers.TryAddWithoutValidation(GatewayHeaders.User, caller.UserName);
        headers.TryAddWithoutValidation(GatewayHeaders.UserName, caller.UserName);
        headers.TryAddWithoutValidation(GatewayHeaders.ClientIdAuth, caller.ClientId);
        headers.TryAddWithoutValidation(GatewayHeaders.Scopes, Bounded(caller.Scopes));
        headers.TryAddWithoutValidation(GatewayHeaders.Hops, GatewayHops.Next(exchange.Context.Request));
        headers.TryAddWithoutValidation(GatewayHeaders.AuthMethod, caller.AuthMethod);
        headers.TryAddWithoutValidation(GatewayHeaders.ServerName, exchange.Route.Name);
        if (exchange.Message is { IsBatch: false, Count: 1 } message && message[0].Method is { Length: > 0 } method)
        {
            headers.TryAddWithoutValidation(GatewayHeaders.ToolName, method);
        }

        if (tellsOrigin)
        {
            TellOrigin(exchange, request);
        }

        if (sessionId is not null)
        {
            headers.TryAddWithoutValidation(McpHeaders.SessionId, sessionId);
        }

        AddConfigured(exchange, request);
    }

    private static void TellOrigin(ProxyExchange exchange, HttpRequestMessage request)
    {
        var headers = request.Headers;
        var http = exchange.Context.Request;
        if (Address(exchange.Context.Connection.RemoteIpAddress) is { } address)
        {
            headers.TryAddWithoutValidation(GatewayHeaders.ForwardedFor, address);
            headers.TryAddWithoutValidation(GatewayHeaders.RealIp, address);
        }

        var host = http.Host.Value ?? "";

        // An upstream that is reached by https would send whoever is said to have come by http to https: to where it is already.
        headers.TryAddWithoutValidation(
            GatewayHeaders.ForwardedProto, request.RequestUri!.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeHttps : http.Scheme);
        headers.TryAddWithoutValidation(GatewayHeaders.ForwardedHost, host);
        headers.TryAddWithoutValidation(
            GatewayHeaders.OriginalUrl,
            string.Concat(http.Scheme, "://", host) + string.Concat(exchange.Match.Route.Path, exchange.Match.Remainder, exchange.Query));
    }

    /// <summary>Last, so that what the operator configured replaces what came from anywhere else.</summary>
    private static void AddConfigured(ProxyExchange exchange, HttpRequestMessage request)
    {
        var configured = exchange.Route.Headers;
        for (var index = 0; index < configured.Count; index++)
        {
            var (name, value) = configured[index];
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static bool IsDroppedWithDashes(string name)
    {
        var dashed = name.Replace('_', '-');
        return Dropped.Contains(dashed) || ForeignIdentity.Includes(dashed) || IsAuthorization(dashed);
    }

    /// <summary>Whether the operator has set this header, or one that a CGI-like upstream takes for the same.</summary>
    private static bool IsConfigured(string name, IReadOnlyList<KeyValuePair<string, string>> configured)
    {
        for (var index = 0; index < configured.Count; index++)
        {
            if (IsTwin(name, configured[index].Key))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTwin(string one, string other)
    {
        if (one.Length != other.Length)
        {
            return false;
        }

        for (var index = 0; index < one.Length; index++)
        {
            var (first, second) = (one[index], other[index]);
            if (first != second && char.ToLowerInvariant(first) != char.ToLowerInvariant(second)
                && !(first is '_' or '-' && second is '_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Common servers take header lines of 8 KiB. Whole names, so that a cut one is never another's.</summary>
    internal static string Bounded(string scopes)
    {
        const int Longest = 4096;
        return scopes.Length <= Longest ? scopes : scopes[..Math.Max(0, scopes.LastIndexOf(' ', Longest))];
    }

    private static bool IsAuthorization(string name) => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase);

    private static string? Address(IPAddress? address) =>
        address is null ? null : address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString();
}
