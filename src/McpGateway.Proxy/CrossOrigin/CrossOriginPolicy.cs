using McpGateway.Proxy.Protocol;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Proxy.CrossOrigin;

/// <summary>
/// The one policy. Never with credentials that the browser adds by itself: without <c>Access-Control-Allow-Credentials</c> a browser that
/// was made to send a cookie keeps the answer from the page (Fetch, "CORS check").
/// </summary>
internal sealed class CrossOriginPolicy(IOptions<CrossOriginOptions> settings) : IConfigureOptions<CorsOptions>
{
    public const string Any = "*";
    public const string None = "none";

    /// <summary>As the registry's edge says it; browsers keep a preflight's answer as long as they think right, at most a day.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(20);

    public void Configure(CorsOptions options) => options.AddDefaultPolicy(Build);

    private void Build(CorsPolicyBuilder policy)
    {
        policy
            .WithMethods(
                HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete,
                HttpMethods.Options)
            // Which headers an MCP server reads (Mcp-Param-…, keys of its own) only its client knows.
            .AllowAnyHeader()
            .WithExposedHeaders(
                McpHeaders.SessionId, McpHeaders.ProtocolVersion, HeaderNames.WWWAuthenticate, HeaderNames.RetryAfter,
                HeaderNames.Location, HeaderNames.ETag, GatewayHeaders.Error, "X-Request-Id")
            .SetPreflightMaxAge(MaxAge);
        var origins = settings.Value.AllowedOrigins;
        if (origins is [] or [Any])
        {
            policy.AllowAnyOrigin();
        }
        else if (origins is not [None])
        {
            policy.WithOrigins([.. origins]);
        }
    }
}
