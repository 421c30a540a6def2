using McpGateway.Access.Endpoints;
using McpGateway.Contracts;
using McpGateway.Contracts.Auth;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Signing;

/// <summary><c>/api/auth/signing-keys</c>: who signs the gateway's tokens, for administrators.</summary>
internal static class SigningKeyEndpoints
{
    public static void MapSigningKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/auth/signing-keys").WithTags("Signing keys").RequireAuthorization(EndpointPolicies.AnyCaller);
        keys.MapGet("", List)
            .RequireAdministrator(SigningKeys.NotShown.Detail)
            .WithSummary("Published keys of the gateway's tokens (administrators)")
            .Produces<SigningKeyList>();
        keys.MapPost("rotate", RotateAsync)
            .RequireAdministrator(SigningKeys.NotRotated.Detail)
            .WithSummary("Sign with a new key; the old ones stay published until their last token has expired (administrators)")
            .Produces<SigningKeyList>();
    }

    private static IResult List(HttpContext context, SigningKeys keys) => Answer(context, keys.List(context.GetCaller()));

    private static async Task<IResult> RotateAsync(HttpContext context, SigningKeys keys, CancellationToken cancellationToken) =>
        Answer(context, await keys.RotateAsync(context.GetCaller(), cancellationToken));

    private static IResult Answer(HttpContext context, Result<IReadOnlyList<PublishedKey>> keys)
    {
        context.Response.Headers.CacheControl = "no-store";
        return keys.IsSuccess
            ? TypedResults.Json(new SigningKeyList([.. keys.Value.Select(EntryOf)]), ContractsJsonContext.Default.SigningKeyList)
            : keys.Error.ToResult();
    }

    private static SigningKeyEntry EntryOf(PublishedKey key) => new(key.KeyId, NameOf(key.State), key.CreatedAt, key.RetiresAt);

    private static string NameOf(SigningKeyState state) => state switch
    {
        SigningKeyState.Next => "next",
        SigningKeyState.Signing => "signing",
        SigningKeyState.Retiring => "retiring",
    };
}
