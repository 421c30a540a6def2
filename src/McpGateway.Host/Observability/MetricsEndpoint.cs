using System.Net;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Observability;

/// <summary>
/// <c>/metrics</c> on the gateway's own port: for administrators, for who has the scrapers' token, and for the networks that are allowed.
/// </summary>
internal sealed class MetricsEndpoint(MetricsCounting counting, StoreFreshness freshness, IOptions<MetricsOptions> options)
{
    public const string Path = "/metrics";

    private readonly byte[]? _token = string.IsNullOrEmpty(options.Value.Token) ? null : Hash(options.Value.Token);
    private readonly IPNetwork[] _networks = [.. options.Value.AllowedNetworks.Select(NetworkOf)];

    public Task ServeAsync(HttpContext context)
    {
        if (!options.Value.Enabled)
        {
            return ErrorResults.Detail(StatusCodes.Status404NotFound, "There are no metrics here (Metrics:Enabled)").ExecuteAsync(context);
        }

        context.Response.Headers.CacheControl = "no-store";
        if (HasToken(context.Request) || IsNear(context.Connection.RemoteIpAddress))
        {
            return counting.ScrapeAsync(context);
        }

        var caller = context.FindCaller();
        if (caller is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"metrics\"";
            return ErrorResults.Detail(
                StatusCodes.Status401Unauthorized, "Send the token of Metrics:Token, or sign in as an administrator").ExecuteAsync(context);
        }

        // Whoever was an administrator when the store was last heard of need not be one still.
        return caller.Permissions.IsAdmin && !freshness.Denies
            ? counting.ScrapeAsync(context)
            : ErrorResults.Detail(StatusCodes.Status403Forbidden, "Only administrators may read metrics").ExecuteAsync(context);
    }

    private bool HasToken(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        return _token is not null
            && request.Headers.Authorization is { Count: 1 } header
            && header[0] is { } text
            && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(text[Scheme.Length..]), _token);
    }

    private bool IsNear(IPAddress? address)
    {
        if (address is null || _networks.Length == 0)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_networks, network => network.Contains(plain));
    }

    private static IPNetwork NetworkOf(string text) => IPNetwork.TryParse(text, out var network)
        ? network
        : IPAddress.Parse(text) is var address ? new(address, address.GetAddressBytes().Length * 8) : default;

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
