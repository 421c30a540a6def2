using System.Buffers;
using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Host.FastPath;

/// <summary>
/// What a line of a canonical head may look like: the part of RFC 9112 that nobody reads in two ways. Everything else is left to the
/// server.
/// </summary>
internal static class HeaderGrammar
{
    private static readonly SearchValues<byte> InNames =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private static readonly SearchValues<byte> InTargets =
        SearchValues.Create("/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private static readonly SearchValues<byte> InHosts =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."u8);

    /// <summary>
    /// They change how the message or the connection is read, or who is believed to ask (cookies, pages of other sites, proxies in front).
    /// </summary>
    private static readonly FrozenSet<string> Foreign = FrozenSet.ToFrozenSet(
    [
        HeaderNames.TransferEncoding, HeaderNames.Expect, HeaderNames.Upgrade, HeaderNames.TE, HeaderNames.Trailer, HeaderNames.KeepAlive,
        HeaderNames.ProxyConnection, "HTTP2-Settings", HeaderNames.Cookie, HeaderNames.Origin, "Forwarded", "Content_Length",
        "Transfer_Encoding",
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that the server writes in its own spelling, whatever the client's was.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        HeaderNames.Accept, HeaderNames.AcceptCharset, HeaderNames.AcceptEncoding, HeaderNames.AcceptLanguage,
        HeaderNames.AccessControlRequestHeaders, HeaderNames.AccessControlRequestMethod, HeaderNames.Authorization, HeaderNames.Baggage,
        HeaderNames.CacheControl, HeaderNames.Connection, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage,
        HeaderNames.ContentLength, HeaderNames.ContentLocation, HeaderNames.ContentMD5, HeaderNames.ContentRange, HeaderNames.ContentType,
        HeaderNames.CorrelationContext, HeaderNames.Date, HeaderNames.Expires, HeaderNames.From, HeaderNames.GrpcAcceptEncoding,
        HeaderNames.GrpcEncoding, HeaderNames.GrpcTimeout, HeaderNames.Host, HeaderNames.IfMatch, HeaderNames.IfModifiedSince,
        HeaderNames.IfNoneMatch, HeaderNames.IfRange, HeaderNames.IfUnmodifiedSince, HeaderNames.LastModified, HeaderNames.MaxForwards,
        HeaderNames.Pragma, HeaderNames.ProxyAuthorization, HeaderNames.Range, HeaderNames.Referer, HeaderNames.RequestId,
        HeaderNames.TraceParent, HeaderNames.TraceState, HeaderNames.Translate, HeaderNames.UpgradeInsecureRequests,
        HeaderNames.UserAgent, HeaderNames.Via, HeaderNames.Warning, HeaderNames.Allow,
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Visible characters and spaces.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    public static bool IsTarget(ReadOnlySpan<byte> target) => !target.IsEmpty && target[0] == '/' && !target.ContainsAnyExcept(InTargets);

    public static bool IsForeign(string name) =>
        Foreign.Contains(name) || name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase);

    public static string Spell(string name) => Known.TryGetValue(name, out var known) ? known : name;

    /// <summary>A name, a colon, at most one space, and a value without spaces at its ends.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var colon = line.IndexOf((byte)':');
        name = colon < 0 ? default : line[..colon];
        value = line[(colon + 1)..];
        value = value.StartsWith(" "u8) ? value[1..] : value;
        return !name.IsEmpty && !name.ContainsAnyExcept(InNames)
            && !value.IsEmpty && value[0] != ' ' && value[^1] != ' ' && IsText(value);
    }

    /// <summary>A name or an IPv4 address, and maybe a port.</summary>
    public static bool IsHost(ReadOnlySpan<byte> host)
    {
        var colon = host.IndexOf((byte)':');
        var name = colon < 0 ? host : host[..colon];
        var port = colon < 0 ? "80"u8 : host[(colon + 1)..];
        return !name.IsEmpty && !name.ContainsAnyExcept(InHosts)
            && port.Length is >= 1 and <= 5 && !port.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>Decimal digits without a zero in front; a call has a body.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> digits, out int length)
    {
        length = 0;
        if (digits.Length is < 1 or > 7 || digits[0] == '0' || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        foreach (var digit in digits)
        {
            length = (length * 10) + (digit - '0');
        }

        return true;
    }
}
