using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Http;

namespace McpGateway.AuthorizationServer.Exchange;

/// <summary><c>/oauth2/token</c>.</summary>
internal static class TokenEndpoint
{
    public const string Path = "/oauth2/token";

    public static void MapTokenEndpoint(this IEndpointRouteBuilder routes) => routes.MapPost(Path, ExchangeAsync);

    private static async Task<IResult> ExchangeAsync(
        HttpContext context, ClientAuthentication authentication, CodeExchange codes, RefreshExchange refreshes,
        ClientCredentialsExchange credentials,
        DeviceExchange devices, CancellationToken cancellationToken)
    {
        var form = await OAuthParameters.OfFormAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToOAuthResult(context);
        }

        var client = await authentication.AuthenticateAsync(context, form.Value, cancellationToken);
        if (!client.IsSuccess)
        {
            return client.Error.ToOAuthResult(context);
        }

        var grantType = form.Value["grant_type"];
        if (grantType is not null && GrantTypes.All.Contains(grantType) && !client.Value.MayUse(grantType))
        {
            return OAuthErrors.UnauthorizedClient("This client is not registered for this grant type.").ToOAuthResult(context);
        }

        var answer = grantType switch
        {
            GrantTypes.AuthorizationCode => await codes.ExchangeAsync(client.Value, form.Value, cancellationToken),
            GrantTypes.RefreshToken =>
                await refreshes.ExchangeAsync(client.Value, form.Value, ClientAddress.Of(context), cancellationToken),
            GrantTypes.ClientCredentials => credentials.Exchange(context, client.Value, form.Value),
            GrantTypes.DeviceCode => await devices.ExchangeAsync(client.Value, form.Value, cancellationToken),
            null => OAuthErrors.InvalidRequest("grant_type is missing."),
            _ => OAuthErrors.Of("unsupported_grant_type", "This grant type is not supported."),
        };
        return answer.IsSuccess ? OAuthAnswers.Json(context, answer.Value.ToJson()) : answer.Error.ToOAuthResult(context);
    }
}
