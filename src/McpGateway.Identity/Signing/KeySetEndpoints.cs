using Microsoft.AspNetCore.Http.HttpResults;

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
        return TypedResults.Bytes(keys.Current.Jwks, "application/json");
    }
}
