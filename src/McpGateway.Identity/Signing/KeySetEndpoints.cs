using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Identity.Signing;

/// <summary>The published keys of our tokens (RFC 7517).</summary>
internal static class KeySetEndpoints
{
    public static void MapKeySet(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/jwks.json", Show).AllowAnonymous();
        routes.MapGet("/oauth2/jwks", Show).AllowAnonymous();
    }

    private static FileContentHttpResult Show(HttpContext context, SigningKeyRing keys)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";

        // What was kept for a request without an Origin a page of another origin could not read.
        context.Response.Headers.Vary = HeaderNames.Origin;
        return TypedResults.Bytes(keys.Current.Jwks, "application/json");
    }
}
