using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Consents;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Pages;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Authorize;

/// <summary>From a checked request of a signed-in user to a code: with the consent on record, or after asking.</summary>
internal sealed partial class Authorization(
    ConsentStore consents, ConsentTickets tickets, CodeStore codes, ClientDirectory clients, ConsentRights rights,
    ILogger<Authorization> logger)
{
    public async Task<IResult> ContinueAsync(
        HttpContext context, AuthorizationRequest asked, SignedInUser user, CancellationToken cancellationToken)
    {
        var target = ResponseTarget.Of(asked);
        var scopes = OAuthScopes.Grant(asked.Scopes, user.Resolved.Caller.Scopes);
        if (!scopes.IsSuccess)
        {
            return OAuthAnswers.Redirect(context, target.WithError(scopes.Error));
        }

        var request = asked with { Scopes = scopes.Value };
        if (await consents.CoversAsync(user.Identity.Subject, request, cancellationToken))
        {
            return await IssueAsync(context, request, user, cancellationToken);
        }

        if (request.IsSilent)
        {
            return OAuthAnswers.Redirect(context, target.WithError(OAuthErrors.Of("consent_required", "The user has to be asked.")));
        }

        var ticket = await tickets.CreateAsync(request, device: null, user.SessionId, cancellationToken);
        return ticket.IsSuccess
            ? ConsentPage.Of(new()
            {
                User = user.Resolved.Caller,
                ClientId = request.ClientId,
                ClientName = request.ClientName,
                Source = clients.SourceOf(request.ClientId),
                RedirectUri = request.RedirectUri,
                Rights = rights.Of(request.Scopes),
                Resources = request.Resources,
                Issuer = request.Issuer,
                Ticket = ticket.Value,
                Action = AuthorizeEndpoints.Path,
                Here = AuthorizeEndpoints.Path + context.Request.QueryString.ToUriComponent(),
            }).Answer(context)
            : MessagePage.Problem(context, ticket.Error.Detail, StatusCodes.Status503ServiceUnavailable);
    }

    public async Task<IResult> DecideAsync(
        HttpContext context, AuthorizationRequest request, SignedInUser user, bool isAllowed, CancellationToken cancellationToken)
    {
        var client = LogText.Clean(request.ClientId);
        if (!isAllowed)
        {
            LogDenied(client, user.Identity.Subject);
            return OAuthAnswers.Redirect(
                context, ResponseTarget.Of(request).WithError(OAuthErrors.Of("access_denied", "The user did not let the client in.")));
        }

        var refusal = await consents.RecordAsync(
            user.Identity.Subject, request.ClientId, request.ClientName, request.RedirectUri, request.Scopes, request.Resources,
            cancellationToken);
        if (refusal is not null)
        {
            return MessagePage.Problem(context, refusal.Detail, StatusCodes.Status503ServiceUnavailable);
        }

        await clients.KeepAsync(request.ClientId, cancellationToken);
        LogAllowed(client, user.Identity.Subject);
        return await IssueAsync(context, request, user, cancellationToken);
    }

    private async Task<IResult> IssueAsync(
        HttpContext context, AuthorizationRequest request, SignedInUser user, CancellationToken cancellationToken)
    {
        var code = await codes.CreateAsync(request, GrantOwner.Of(user.Identity), cancellationToken);
        var target = ResponseTarget.Of(request);
        return OAuthAnswers.Redirect(context, code.IsSuccess
            ? target.WithCode(code.Value)
            : target.WithError(OAuthErrors.Of("temporarily_unavailable", "The code could not be stored.")));
    }

    [LoggerMessage(EventId = 4053, Level = LogLevel.Information, Message = "{Subject} let client {ClientId} in.")]
    private partial void LogAllowed(string clientId, string subject);

    [LoggerMessage(EventId = 4054, Level = LogLevel.Information, Message = "{Subject} did not let client {ClientId} in.")]
    private partial void LogDenied(string clientId, string subject);
}
