using System.Buffers;
using System.Collections.Frozen;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Registry.Servers;

/// <summary>The rules for headers that an operator configures for a server, and the mask that stands for a value which is stored.</summary>
public static class HeaderValidator
{
    public const int MaxHeaders = 32;
    public const int MaxValueLength = 8192;
    public const int MaxNameLength = 128;

    /// <summary>Shown instead of a value; sent back by an edit form, it keeps the stored value.</summary>
    public const string Mask = "********";

    /// <summary>RFC 9110 §5.6.2 token.</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>
    /// Connection-level headers (RFC 9110 §7.6.1), framing, what MCP itself negotiates, and what the gateway states about the caller.
    /// </summary>
    private static readonly FrozenSet<string> Refused = FrozenSet.ToFrozenSet(
        [
            "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
            "Transfer-Encoding",
            "Upgrade", "Host", "Content-Length", "Content-Type", "Content-Encoding", "Expect", "Accept", "Accept-Encoding",
            McpHeaders.SessionId, McpHeaders.LastEventId,
            McpHeaders.ProtocolVersion, McpHeaders.Method, McpHeaders.Name, GatewayHeaders.User, GatewayHeaders.UserName,
            GatewayHeaders.ClientIdAuth, GatewayHeaders.Scopes, GatewayHeaders.AuthMethod, GatewayHeaders.ServerName,
            GatewayHeaders.ToolName,
            GatewayHeaders.Body, GatewayHeaders.XAuthorization, GatewayHeaders.RealIp, GatewayHeaders.OriginalUrl, "Forwarded", "Via",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with the headers. Names are repeated, values never.</summary>
    public static IEnumerable<string> ProblemsOf(IReadOnlyList<ServerHeader> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return CountProblems(headers).Concat(headers.SelectMany(Problems));
    }

    private static IEnumerable<string> CountProblems(IReadOnlyList<ServerHeader> headers)
    {
        if (headers.Count > MaxHeaders)
        {
            yield return $"At most {MaxHeaders} headers can be configured";
        }

        var twice = headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            yield return $"Header '{Shown(twice.Key)}' is given more than once";
        }
    }

    private static IEnumerable<string> Problems(ServerHeader header)
    {
        if (header.Name.Length is 0 or > MaxNameLength || header.Name.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            yield return $"Header name '{Shown(header.Name)}' is not a valid HTTP header name";
        }
        else if (Refused.Contains(header.Name)
            || header.Name.StartsWith(GatewayHeaders.ForwardedPrefix, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"Header '{header.Name}' is set by the gateway and cannot be configured";
        }

        if (header.Value.Length > MaxValueLength)
        {
            yield return $"The value of header '{Shown(header.Name)}' is longer than {MaxValueLength} characters";
        }

        // Tab and visible ASCII: CR, LF and NUL would split the request (RFC 9110 §5.5), and other bytes are read differently by different
        // servers.
        if (header.Value.Any(character => character != '\t' && character is < ' ' or > '~'))
        {
            yield return $"The value of header '{Shown(header.Name)}' may contain visible ASCII characters, spaces and tabs only";
        }
    }

    private static string Shown(string name) =>
        string.Concat(name.Take(40).Select(character => char.IsControl(character) ? '?' : character));
}
