using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Http;
using McpGateway.Identity.Telemetry;

namespace McpGateway.AuthorizationServer.Exchange;

/// <summary><c>/oauth2/token</c>.</summary>
internal static class TokenEndpoint
{
    public const string Path = "/oauth2/token";

    public static void MapTokenEndpoint(this IEndpointRouteBuilder routes) => routes.MapPost(Path, ExchangeAsync);

    private static async Task<IResult> ExchangeAsync(
        HttpContext context, ClientAuthentication authentication, CodeExchange codes, RefreshExchange refreshes,
        ClientCredentialsExchange credentials,
        DeviceExchange devices, IAuditEvents audit, CancellationToken cancellationToken)
    {
        var form = await OAuthParameters.OfFormAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToOAuthResult(context);
        }

        var client = await authentication.AuthenticateAsync(context, form.Value, cancellationToken);
        if (!client.IsSuccess)
        {
            Tell(audit, form.Value["client_id"], form.Value["grant_type"], client.Error);
            return client.Error.ToOAuthResult(context);
        }

        var grantType = form.Value["grant_type"];
        if (grantType is not null && GrantTypes.All.Contains(grantType) && !client.Value.MayUse(grantType))
        {
            return OAuthErrors.UnauthorizedClient("This client is not registered for this grant type.").ToOAuthResult(context);
        }

        using var span = IdentityMeter.Begin("token")?.SetTag("mcp_gateway.grant_type", GrantTypes.All.FirstOrDefault(
            known => known == grantType));
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
        span?.SetTag("mcp_gateway.outcome", answer.IsSuccess ? "issued" : "refused");
        if (!answer.IsSuccess || grantType == GrantTypes.ClientCredentials)
        {
            // The other grants are documents: the commit that gives them out tells of them.
            Tell(audit, client.Value.Id, grantType, answer.IsSuccess ? null : answer.Error);
        }

        return answer.IsSuccess ? OAuthAnswers.Json(context, answer.Value.ToJson()) : answer.Error.ToOAuthResult(context);
    }

    private static void Tell(IAuditEvents audit, string? client, string? grantType, Error? refusal)
    {
        // A device asks again and again until its user has answered.
        if (refusal?.Code is "authorization_pending" or "slow_down")
        {
            return;
        }

        audit.Record(new()
        {
            Stream = AuditStreams.TokenMint,
            Operation = "mint",
            ResourceType = "access_token",
            ResourceId = client is null ? null : LogText.Clean(client),
            Outcome = refusal is null ? AuditOutcomes.Success : AuditOutcomes.Denied,
            Decision = refusal is null ? AuditDecisions.Allow : AuditDecisions.Deny,
            Reason = refusal?.Code ?? refusal?.Detail,
            ClaimedUser = client,
            IsProven = refusal is null,
            Description = grantType is null ? null : LogText.Clean(grantType),
        });
    }
}
