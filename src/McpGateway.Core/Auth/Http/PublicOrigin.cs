using Microsoft.Extensions.Options;

namespace McpGateway.Core.Auth.Http;

/// <summary>The origin under which clients know this gateway: as configured, or as the request says (behind trusted proxies: as they say).</summary>
internal sealed class PublicOrigin(IOptions<AuthOptions> options)
{
    private readonly string? _configured = options.Value.PublicUrl;

    /// <summary>The configured origin; null when each request names its own.</summary>
    public string? Configured => _configured;

    /// <returns>For instance <c>https://mcp.example.com</c>, without a trailing slash.</returns>
    public string Of(HttpRequest request) =>
        _configured ?? $"{request.Scheme}://{Canonical(request)}";

    /// <summary>Whether a request came to this origin. Allocates nothing.</summary>
    public bool Is(string origin, HttpRequest request)
    {
        if (_configured is not null)
        {
            return origin == _configured;
        }

        var rest = origin.AsSpan();
        if (!rest.StartsWith(request.Scheme) || !rest[request.Scheme.Length..].StartsWith("://"))
        {
            return false;
        }

        return rest[(request.Scheme.Length + 3)..].Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    // The spelling that URL parsers of clients produce.
    private static string Canonical(HttpRequest request) => request.Host.ToUriComponent().ToLowerInvariant();
}
