using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Consents;

/// <summary><c>/api/auth/connections</c>: the clients that the caller has authorized, and how to revoke one.</summary>
internal static class AuthorizedClientEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/auth/connections", ListAsync).RequireAuthorization(EndpointPolicies.AnyCaller);
        routes.MapDelete("/api/auth/connections", RevokeAsync).RequireAuthorization(EndpointPolicies.AnyCaller);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ConsentStore consents, CancellationToken cancellationToken)
    {
        var all = await consents.ListAsync(context.GetCaller().Subject, cancellationToken);
        return OAuthAnswers.Json(context, new JsonObject
        {
            ["connections"] = new JsonArray([.. all.OrderByDescending(consent => consent.GrantedAt).Select(Describe)]),
        });
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext context, string? client_id, ConsentStore consents, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(client_id))
        {
            return ErrorResults.Detail(StatusCodes.Status400BadRequest, "Name the client: ?client_id=…");
        }

        return await consents.RevokeAsync(context.GetCaller().Subject, client_id, cancellationToken)
            ? TypedResults.NoContent()
            : ErrorResults.Detail(StatusCodes.Status404NotFound, "You have not let this client in.");
    }

    private static JsonObject Describe(ConsentRecord consent) => new()
    {
        ["client_id"] = consent.ClientId,
        ["client_name"] = consent.ClientName,
        ["redirect_uri"] = consent.RedirectUri,
        ["scope"] = OAuthScopes.Join(consent.Scopes),
        ["resources"] = OAuthAnswers.Strings(consent.Resources),
        ["granted_at"] = consent.GrantedAt.ToString("O"),
    };
}
