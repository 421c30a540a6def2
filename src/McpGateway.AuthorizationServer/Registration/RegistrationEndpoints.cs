using System.Text.Json.Nodes;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Authentication;
using McpGateway.Identity.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Registration;

/// <summary><c>/oauth2/register</c>: clients register themselves (RFC 7591) and manage what they registered (RFC 7592).</summary>
internal static class RegistrationEndpoints
{
    public const string Path = "/oauth2/register";

    public static void MapRegistration(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, RegisterAsync).RequireRateLimiting(StrangerLimit.Registrations);
        routes.MapGet(Path + "/{clientId}", ShowAsync);
        routes.MapPut(Path + "/{clientId}", UpdateAsync);
        routes.MapDelete(Path + "/{clientId}", DeleteAsync);
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context, Registrations registrations, PublicOrigin origins, IOptions<OAuthOptions> options,
        CancellationToken cancellationToken)
    {
        if (!options.Value.AllowsRegistration)
        {
            return OAuthErrors.Of("access_denied", "Clients cannot register themselves here. Ask the administrator for a client id.")
                .ToOAuthResult(context);
        }

        var request = await ReadAsync(context, options.Value, cancellationToken);
        if (!request.IsSuccess)
        {
            return request.Error.ToOAuthResult(context);
        }

        var registered = await registrations.CreateAsync(request.Value, cancellationToken);
        return registered.IsSuccess
            ? OAuthAnswers.Json(context, registered.Value.ToJson(origins.Of(context.Request)), StatusCodes.Status201Created)
            : registered.Error.ToOAuthResult(context);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, string clientId, Registrations registrations, PublicOrigin origins, CancellationToken cancellationToken)
    {
        var found = await registrations.FindAsync(clientId, TokenOf(context), cancellationToken);
        return found.IsSuccess ? OAuthAnswers.Json(context, found.Value.ToJson(origins.Of(context.Request))) : Refuse(context, found.Error);
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string clientId, Registrations registrations, PublicOrigin origins, IOptions<OAuthOptions> options,
        CancellationToken cancellationToken)
    {
        // Who may not change it learns nothing about what is wrong with the change.
        var found = await registrations.FindAsync(clientId, TokenOf(context), cancellationToken);
        if (!found.IsSuccess)
        {
            return Refuse(context, found.Error);
        }

        var request = await ReadAsync(context, options.Value, cancellationToken);
        if (!request.IsSuccess)
        {
            return request.Error.ToOAuthResult(context);
        }

        var updated = await registrations.UpdateAsync(clientId, TokenOf(context), request.Value, cancellationToken);
        return updated.IsSuccess
            ? OAuthAnswers.Json(context, updated.Value.ToJson(origins.Of(context.Request)))
            : Refuse(context, updated.Error);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string clientId, Registrations registrations, CancellationToken cancellationToken)
    {
        var deleted = await registrations.DeleteAsync(clientId, TokenOf(context), cancellationToken);
        OAuthAnswers.NoStore(context);
        return deleted is null ? TypedResults.NoContent() : Refuse(context, deleted);
    }

    private static async Task<Result<RegistrationRequest>> ReadAsync(
        HttpContext context, OAuthOptions options, CancellationToken cancellationToken)
    {
        var json = await SmallJsonBody.ReadAsync(context.Request, cancellationToken);
        return json.IsSuccess
            ? RegistrationRequest.Read(json.Value, options.RedirectSchemes)
            : json.Error with { Code = "invalid_client_metadata" };
    }

    private static string? TokenOf(HttpContext context) =>
        BearerHeader.Read(context.Request.Headers.Authorization, out var token) == BearerHeaderState.Present ? token.ToString() : null;

    /// <summary>RFC 7592 §2: 401 for a wrong token, the same for a client that does not exist.</summary>
    private static IResult Refuse(HttpContext context, Error error)
    {
        if (error.Kind == ErrorKind.Unauthenticated)
        {
            OAuthAnswers.NoStore(context);
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return ErrorResults.Json(
                new JsonObject { ["error"] = "invalid_token", ["error_description"] = error.Detail }, StatusCodes.Status401Unauthorized);
        }

        return error.ToOAuthResult(context);
    }
}
