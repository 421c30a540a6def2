using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Health.Probing;

/// <summary>
/// Says what a check met in sentences that an operator can act on. Nothing that the server wrote is repeated but its address.
/// </summary>
internal static class ProbeSentences
{
    private const int LongestAddress = 300;

    private const string Beyond = "the others are not known here, and withheld where definitions are pinned.";

    /// <summary>Why no answer came.</summary>
    public static string OfFailure(string step, Uri address, Exception failure)
    {
        var place = PlaceOf(address);
        if (Find<OutboundRefusedException>(failure) is { } refused)
        {
            return refused.Message;
        }

        if (Find<AuthenticationException>(failure) is not null
            || Find<HttpRequestException>(failure) is { HttpRequestError: HttpRequestError.SecureConnectionError })
        {
            return $"No secure connection to {place}: its certificate is not trusted, or it does not speak TLS.";
        }

        return Find<SocketException>(failure)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => $"Connection refused by {place}.",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"The name {address.IdnHost} cannot be resolved.",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => $"There is no route to {place}.",
            SocketError.TimedOut => $"Connecting to {place} took too long.",
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown =>
                $"{place} cut the connection instead of answering {step}.",
            _ => OfRequest(step, place, address, Find<HttpRequestException>(failure)?.HttpRequestError),
        };
    }

    public static string OfTimeout(string step, TimeSpan limit) => string.Create(
        CultureInfo.InvariantCulture, $"No answer to {step} within {limit.TotalSeconds:0.###} s.");

    public static string OfConnectTimeout(Uri address, TimeSpan limit) => string.Create(
        CultureInfo.InvariantCulture, $"No connection to {PlaceOf(address)} within {limit.TotalSeconds:0.###} s.");

    public static string OfStatus(string step, int status) =>
        string.Create(CultureInfo.InvariantCulture, $"Answered {status} to {step}.");

    public static string OfMissingCredential(string step, int status) =>
        string.Create(CultureInfo.InvariantCulture, $"Answered {status} to {step}: needs credentials.");

    public static string OfError(string step, int code) =>
        string.Create(CultureInfo.InvariantCulture, $"Answered {step} with JSON-RPC error {code}.");

    public static string OfOther(string step, string? mediaType) => mediaType is { Length: > 0 and <= 100 } type && type.All(IsPlain)
        ? $"Answered {step} with {type}, which is no MCP message."
        : $"Answered {step} with something that is no MCP message.";

    public static string OfLimit(string step) => $"Sent more in answer to {step} than a check reads (Health:MaxResponseBytes).";

    public static string OfManyTools(int most) => string.Create(
        CultureInfo.InvariantCulture, $"Offers more than {most} tools (Health:MaxTools): {Beyond}");

    public static string OfManyPages(int most) => string.Create(
        CultureInfo.InvariantCulture, $"Lists its tools on more than {most} pages (Health:MaxPages): {Beyond}");

    public static string OfCircle => $"Lists its tools in a circle of pages: {Beyond}";

    public static string OfRedirect(string step, int status, string? address, string rest) => string.Create(
        CultureInfo.InvariantCulture,
        $"Answered {status} to {step} and redirects to {address ?? "nowhere"}: calls do not follow redirects. {rest}");

    /// <summary>An address as it may be shown: without the query, which may hold a key.</summary>
    public static string Show(Uri address)
    {
        var text = address.GetLeftPart(UriPartial.Path);
        return text.Length <= LongestAddress ? text : string.Concat(text.AsSpan(0, LongestAddress), "…");
    }

    private static string OfRequest(string step, string place, Uri address, HttpRequestError? error) => error switch
    {
        HttpRequestError.NameResolutionError => $"The name {address.IdnHost} cannot be resolved.",
        HttpRequestError.ConnectionError => $"No connection to {place}.",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded =>
            $"{place} gave an answer to {step} that is not HTTP as it should be.",
        _ => $"{place} closed the connection instead of answering {step}.",
    };

    private static string PlaceOf(Uri address) =>
        IPAddress.TryParse(address.IdnHost, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
            ? string.Create(CultureInfo.InvariantCulture, $"[{ip}]:{address.Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{address.IdnHost}:{address.Port}");

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '-' or '+' or '.';

    private static T? Find<T>(Exception failure)
        where T : Exception
    {
        for (Exception? current = failure; current is not null; current = current.InnerException)
        {
            if (current is T found)
            {
                return found;
            }
        }

        return null;
    }
}
