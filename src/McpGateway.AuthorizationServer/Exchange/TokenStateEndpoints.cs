using System.Text.Json.Nodes;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Exchange;

/// <summary><c>/oauth2/revoke</c> (RFC 7009) and <c>/oauth2/introspect</c> (RFC 7662).</summary>
internal static class TokenStateEndpoints
{
    public const string RevokePath = "/oauth2/revoke";
    public const string IntrospectPath = "/oauth2/introspect";

    public static void MapTokenState(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(RevokePath, RevokeAsync);
        routes.MapPost(IntrospectPath, IntrospectAsync);
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext context, ClientAuthentication authentication, TokenState states, CancellationToken cancellationToken)
    {
        var (client, token, refusal) = await ReadAsync(context, authentication, cancellationToken);
        if (refusal is not null)
        {
            return refusal.ToOAuthResult(context);
        }

        // RFC 7009 §2.2: the same answer whether or not there was anything to revoke.
        await states.RevokeAsync(client!, token!, cancellationToken);
        OAuthAnswers.NoStore(context);
        return TypedResults.Ok();
    }

    private static async Task<IResult> IntrospectAsync(
        HttpContext context, ClientAuthentication authentication, TokenState states, CancellationToken cancellationToken)
    {
        var (client, token, refusal) = await ReadAsync(context, authentication, cancellationToken);
        if (refusal is null && client!.IsPublic)
        {
            // RFC 7662 §2.1: authenticated callers only, or tokens could be probed.
            refusal = OAuthErrors.InvalidClient("Introspection needs a client with a secret.");
        }

        return refusal is not null
            ? refusal.ToOAuthResult(context)
            : OAuthAnswers.Json(
                context, await states.DescribeAsync(client!, token!, cancellationToken) ?? new JsonObject { ["active"] = false });
    }

    private static async Task<(OAuthClientRecord? Client, string? Token, Error? Refusal)> ReadAsync(
        HttpContext context, ClientAuthentication authentication, CancellationToken cancellationToken)
    {
        var form = await OAuthParameters.OfFormAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return (null, null, form.Error);
        }

        var client = await authentication.AuthenticateAsync(context, form.Value, cancellationToken);
        if (!client.IsSuccess)
        {
            return (null, null, client.Error);
        }

        return form.Value["token"] is { } token
            ? (client.Value, token, null)
            : (null, null, OAuthErrors.InvalidRequest("token is missing."));
    }
}
