using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Consents;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Pages;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation;
using McpGateway.Identity.Http;
using McpGateway.Identity.Tokens;
using McpGateway.Identity.Users;

namespace McpGateway.AuthorizationServer.Device;

/// <summary>The user's side of the device flow. Wrong codes are slowed down like wrong passwords (RFC 8628 §5.1).</summary>
internal sealed partial class DeviceVerification(
    DeviceCodes devices, ConsentTickets tickets, ConsentStore consents, ClientDirectory clients, ConsentRights rights, TimeProvider time,
    ILogger<DeviceVerification> logger)
{
    private const string Unknown = "This code is not known, or has expired. Look again, or start anew on the device.";

    private readonly SignInThrottle _throttle = new(time);

    public async Task<IResult> EnterAsync(
        HttpContext context, SignedInUser user, string? typed, string action, CancellationToken cancellationToken)
    {
        var address = ClientAddress.Of(context);
        var wait = _throttle.Begin(user.Identity.Subject, address);
        if (wait > TimeSpan.Zero)
        {
            LogSlowed(user.Identity.Subject);
            return DevicePage.Show(context, typed, TooManyAttempts.TextOfCodes(wait), StatusCodes.Status429TooManyRequests);
        }

        if (UserCode.Normalize(typed) is not { } code || await devices.FindByUserCodeAsync(code, cancellationToken) is not { } device)
        {
            return DevicePage.Show(context, typed, Unknown, StatusCodes.Status400BadRequest);
        }

        _throttle.Succeed(user.Identity.Subject, address);
        var scopes = OAuthScopes.Grant(device.Value.Scopes, user.Resolved.Caller.Scopes);
        if (!scopes.IsSuccess)
        {
            return MessagePage.Problem(context, scopes.Error.Detail);
        }

        var ticket = await tickets.CreateAsync(request: null, device.Key, user.SessionId, cancellationToken);
        return ticket.IsSuccess
            ? ConsentPage.Of(new()
            {
                User = user.Resolved.Caller,
                ClientId = device.Value.ClientId,
                ClientName = device.Value.ClientName,
                Source = clients.SourceOf(device.Value.ClientId),
                Rights = rights.Of(scopes.Value),
                Resources = device.Value.Resources,
                Issuer = device.Value.Issuer,
                Ticket = ticket.Value,
                Action = action,
                Here = DeviceEndpoints.PagePath,
            }).Answer(context)
            : MessagePage.Problem(context, ticket.Error.Detail, StatusCodes.Status503ServiceUnavailable);
    }

    public async Task<IResult> DecideAsync(
        HttpContext context, SignedInUser user, string key, bool isAllowed, CancellationToken cancellationToken)
    {
        if (await devices.FindWaitingAsync(key, cancellationToken) is not { } device)
        {
            return MessagePage.Problem(context, Unknown);
        }

        var scopes = OAuthScopes.Grant(device.Value.Scopes, user.Resolved.Caller.Scopes);
        if (!scopes.IsSuccess)
        {
            return MessagePage.Problem(context, scopes.Error.Detail);
        }

        var decided = isAllowed
            ? device.Value with { State = DeviceState.Allowed, Holder = GrantOwner.Of(user.Identity), Scopes = scopes.Value }
            : device.Value with { State = DeviceState.Denied };
        var refusal = isAllowed
            ? await consents.RecordAsync(
                user.Identity.Subject, decided.ClientId, decided.ClientName, redirectUri: "", decided.Scopes, decided.Resources,
                cancellationToken)
            : null;
        refusal ??= await devices.DecideAsync(device, decided, cancellationToken);
        if (refusal is not null)
        {
            return MessagePage.Problem(context, refusal.Detail);
        }

        var client = LogText.Clean(decided.ClientId);
        LogDecided(user.Identity.Subject, client, decided.State);
        return isAllowed
            ? MessagePage.Done(context, "Device connected", "You can close this page and go on at the device.")
            : MessagePage.Refused(context, "Device refused", "The device gets no access. You can close this page.");
    }

    [LoggerMessage(
        EventId = 4058, Level = LogLevel.Warning, Message = "{Subject} has entered too many wrong device codes and has to wait.")]
    private partial void LogSlowed(string subject);

    [LoggerMessage(EventId = 4059, Level = LogLevel.Information, Message = "{Subject} decided on a device of client {ClientId}: {State}.")]
    private partial void LogDecided(string subject, string clientId, DeviceState state);
}
