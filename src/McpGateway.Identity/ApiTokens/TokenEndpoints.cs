using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Authentication;
using McpGateway.Identity.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.ApiTokens;

/// <summary><c>/api/tokens/*</c> and <c>/api/admin/tokens</c>.</summary>
internal static class TokenEndpoints
{
    private const int AdministratorHours = 8;

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/tokens/generate", GenerateAsync);
        routes.MapGet("/api/tokens/mine", ListMineAsync);
        routes.MapDelete("/api/tokens/{jti}", RevokeAsync);
        routes.MapGet("/api/admin/tokens", GenerateForAdministratorAsync)
            .RequireAdministrator("This endpoint is only available to admin users");
    }

    private static async Task<IResult> GenerateAsync(
        HttpContext context, ApiTokenIssuer vending, IOptions<AuthOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = await VendingRequestReader.ReadAsync(context.Request, cancellationToken);
        if (!request.IsSuccess)
        {
            return request.Error.ToResult();
        }

        var vended = await VendAsync(context, vending, request.Value, cancellationToken);
        return vended.IsSuccess
            ? Answer(context, TokenAnswer.ForUser(vended.Value, context.GetCaller(), request.Value, options.Value, time.GetUtcNow()))
            : (vended.Error with { Detail = $"Token generation failed: {vended.Error.Detail}" }).ToResult();
    }

    private static async Task<IResult> GenerateForAdministratorAsync(
        HttpContext context, ApiTokenIssuer vending, IOptions<AuthOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        // A GET that makes something: the rule of the session's scheme covers only methods that may.
        if (!SameOriginRule.Allows(context.Request))
        {
            return ErrorResults.Detail(StatusCodes.Status403Forbidden, SameOriginRule.Detail);
        }

        var vended = await VendAsync(context, vending, new([], AdministratorHours, "Administrator token"), cancellationToken);
        return vended.IsSuccess
            ? Answer(context, TokenAnswer.ForAdministrator(vended.Value, options.Value, time.GetUtcNow()))
            : vended.Error.ToResult();
    }

    private static async Task<IResult> ListMineAsync(HttpContext context, ApiTokenIssuer vending, CancellationToken cancellationToken)
    {
        var tokens = await vending.ListAsync(context.GetCaller(), cancellationToken);
        return Answer(context, new() { ["tokens"] = new JsonArray([.. tokens.Select(TokenAnswer.Describe)]) });
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext context, string jti, ApiTokenIssuer vending, CancellationToken cancellationToken)
    {
        var revoked = await vending.RevokeAsync(context.GetCaller(), jti, cancellationToken);
        return revoked.IsSuccess ? Answer(context, TokenAnswer.Describe(revoked.Value)) : revoked.Error.ToResult();
    }

    private static Task<Result<VendedToken>> VendAsync(
        HttpContext context, ApiTokenIssuer vending, VendingRequest request, CancellationToken cancellationToken)
    {
        var credential = context.Features.GetRequiredFeature<CredentialFeature>();
        return vending.VendAsync(context.GetCaller(), credential.Identity, request, cancellationToken);
    }

    private static IResult Answer(HttpContext context, JsonObject body)
    {
        context.Response.Headers.CacheControl = "no-store";
        return ErrorResults.Json(body);
    }
}
