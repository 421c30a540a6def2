using McpGateway.AuthorizationServer.Exchange;
using McpGateway.AuthorizationServer.Registration;
using McpGateway.Identity.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpGateway.AuthorizationServer;

/// <summary>
/// CORS for MCP clients that run in a browser. Any origin, never with credentials: what these endpoints take is in the request itself, and
/// the session cookie counts at none of them.
/// </summary>
internal static class CrossOrigin
{
    private static readonly string[] Preflighted =
    [
        TokenEndpoint.Path, TokenStateEndpoints.RevokePath, RegistrationEndpoints.Path, RegistrationEndpoints.Path + "/{clientId}",
        Challenge.MetadataPath, Challenge.MetadataPath + "/{**path}",
        "/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server/{**path}",
        "/.well-known/openid-configuration", "/.well-known/openid-configuration/{**path}",
    ];

    public static void MapPreflight(this IEndpointRouteBuilder routes)
    {
        foreach (var path in Preflighted)
        {
            routes.MapMethods(path, [HttpMethods.Options], Preflight);
        }
    }

    public static RouteGroupBuilder OpenToPages(this RouteGroupBuilder group) =>
        group.AddEndpointFilter(static (context, next) =>
        {
            context.HttpContext.Response.Headers.AccessControlAllowOrigin = "*";
            return next(context);
        });

    private static NoContent Preflight(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST, PUT, DELETE";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, MCP-Protocol-Version";
        headers.AccessControlMaxAge = "3600";
        return TypedResults.NoContent();
    }
}
