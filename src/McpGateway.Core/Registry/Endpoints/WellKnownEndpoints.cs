using McpGateway.Contracts;
using McpGateway.Contracts.V0;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// <c>GET /.well-known/mcp-servers</c>: what a client may find before it has a credential. An anonymous caller learns name, description,
/// gateway address and state of the enabled servers, and only while <see cref="RegistryOptions.EnableWellKnownDiscovery"/> is on; which
/// tools they have is for authenticated callers, who see the servers they may use and the tools they may call. Upstream addresses are never
/// shown.
/// </summary>
internal static class WellKnownEndpoints
{
    private const int PreviewedTools = 5;

    public static void MapWellKnownServers(this IEndpointRouteBuilder routes) => routes
        .MapGet("/.well-known/mcp-servers", GetAsync)
        .AllowAnonymous()
        .WithTags("Discovery")
        .WithSummary("Enabled servers and how to call them")
        .Produces<WellKnownServers>();

    private static async Task<IResult> GetAsync(
        HttpContext context, ServerQueries queries, PublicOrigin origins, IOptions<RegistryOptions> options,
        CancellationToken cancellationToken)
    {
        if (!options.Value.EnableWellKnownDiscovery)
        {
            return ErrorResults.Detail(StatusCodes.Status404NotFound, "Well-known discovery is disabled");
        }

        var caller = context.FindCaller();
        var headers = context.Response.Headers;
        headers.CacheControl = origins.CacheControl(
            $"{(caller is null ? "public" : "private")}, max-age={options.Value.WellKnownCacheTtl}");
        headers.Vary = "Authorization, X-Authorization, Cookie, Origin";
        var origin = origins.Of(context.Request);
        var servers = caller is null
            ? queries.Published().Select(view => EntryOf(view, [], origin))
            : (await queries.ListWithToolsAsync(caller, cancellationToken))
                .Where(details => details.View.Server.IsEnabled)
                .Select(details => EntryOf(details.View, details.Tools, origin));
        return Answers.Json(
            new WellKnownServers(
                "1.0", [.. servers], Registry(origin, options.Value.SupportContact)), ContractsJsonContext.Default.WellKnownServers);
    }

    private static WellKnownServer EntryOf(ServerView view, IReadOnlyList<ToolRecord> tools, string origin) => new()
    {
        Name = view.Server.ServerName,
        Description = view.Server.Description,
        Url = PublicServerAddress.At(origin, view.Server),
        Transport = PublicServerAddress.TransportOf(view.Server),
        Authentication = AuthenticationOf(view.Server, origin),
        Capabilities = ["tools", "resources"],
        HealthStatus = HealthMessages.Normalise(view.Health.Status),
        ToolsPreview = [
            .. tools.Take(PreviewedTools).Select(tool => new WellKnownTool(tool.Name, ToolDescription.Parse(tool.Description).Main))],
    };

    private static WellKnownAuthentication AuthenticationOf(ServerRecord server, string origin) => server.AuthType switch
    {
        "oauth" => OAuth(server.AuthProvider ?? "default", origin),
        "api-key" => new() { Type = "api-key", Required = true, Header = "X-API-Key" },
        _ => OAuth(null, origin),
    };

    /// <summary>
    /// Whatever a server itself takes, clients come in by the gateway's own authorization server, which knows one scope for all of them.
    /// </summary>
    private static WellKnownAuthentication OAuth(string? provider, string origin) => new()
    {
        Type = "oauth2",
        Required = true,
        AuthorizationUrl = origin + AuthorizationSurface.AuthorizePath,
        Provider = provider,
        Scopes = [AuthorizationSurface.EveryScope],
    };

    private static WellKnownRegistry Registry(string origin, string? support) => new(
        "Enterprise MCP Gateway",
        "Centralized MCP server registry for enterprise tools",
        "1.0.0",
        new(origin, support));
}
