using McpGateway.Foundation.Settings;

namespace McpGateway.Foundation.Http;

/// <summary>
/// Where clients reach this gateway: scheme, host and, below another site, a path. As configured (see <see cref="PublicUrlSetting"/>), or
/// as the request says, behind trusted proxies as they say. Everything that names an address of the gateway takes it from here.
/// </summary>
public sealed class PublicOrigin
{
    public PublicOrigin(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var settings = new GatewaySettings(configuration);
        Configured = PublicUrlSetting.Read(key => settings[key]);
        Path = Configured is { } url && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            ? new(parsed.AbsolutePath.TrimEnd('/'))
            : default;
    }

    /// <summary>The configured address without a trailing slash; null when each request names its own.</summary>
    public string? Configured { get; }

    /// <summary>The path of the configured address, such as <c>/mcp-gateway</c>; empty when the gateway has a host to itself.</summary>
    public PathString Path { get; }

    /// <returns>For instance <c>https://mcp.example.com</c> or <c>https://example.com/mcp-gateway</c>, without a trailing slash.</returns>
    public string Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Configured ?? $"{request.Scheme}://{Canonical(request)}{request.PathBase.ToUriComponent()}";
    }

    /// <param name="here">The gateway's address as a browser sees it.</param>
    public string Of(Uri here)
    {
        ArgumentNullException.ThrowIfNull(here);
        return Configured ?? here.AbsoluteUri.TrimEnd('/');
    }

    /// <summary>Whether a request came to this origin. Allocates nothing.</summary>
    public bool Is(string origin, HttpRequest request)
    {
        if (Configured is not null)
        {
            return origin == Configured;
        }

        var rest = origin.AsSpan();
        if (!rest.StartsWith(request.Scheme) || !rest[request.Scheme.Length..].StartsWith("://"))
        {
            return false;
        }

        return rest[(request.Scheme.Length + 3)..].Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The value of <c>Cache-Control</c> for an answer that holds this origin. Without a configured one the answer follows the <c>Host</c>
    /// header, which anybody may forge: nobody else may be given it.
    /// </summary>
    /// <param name="value">What an answer without addresses would say.</param>
    public string CacheControl(string value) => Configured is null ? "no-store" : value;

    // The spelling that URL parsers of clients produce.
    private static string Canonical(HttpRequest request) => request.Host.ToUriComponent().ToLowerInvariant();
}
