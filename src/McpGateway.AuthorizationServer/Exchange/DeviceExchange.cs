using McpGateway.AuthorizationServer.Clients;
using McpGateway.AuthorizationServer.Device;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;

namespace McpGateway.AuthorizationServer.Exchange;

/// <summary>What a waiting device is told (RFC 8628 §3.5), and its tokens once its user let it in.</summary>
internal sealed class DeviceExchange(
    DocumentStore documents, DevicePolls polls, GrantIssuer opening, ClientDirectory clients, TimeProvider time)
{
    public async Task<Result<TokenResponse>> ExchangeAsync(
        OAuthClientRecord client, OAuthParameters parameters, CancellationToken cancellationToken)
    {
        if (parameters["device_code"] is not { } code)
        {
            return OAuthErrors.InvalidRequest("device_code is missing.");
        }

        if (await documents.FindAsync(DeviceCodes.Kind, Secrets.Hash(code), cancellationToken) is not { } found
            || found.Value.ClientId != client.Id)
        {
            return OAuthErrors.InvalidGrant("The device_code is not valid: unknown, used or not made for this client.");
        }

        if (found.Value.EndsAt <= time.GetUtcNow())
        {
            return OAuthErrors.Of("expired_token", "The device_code has expired. Start anew.");
        }

        return found.Value.State switch
        {
            DeviceState.Waiting => polls.IsTooEarly(found.Key)
                ? OAuthErrors.Of("slow_down", "Ask less often.")
                : OAuthErrors.Of("authorization_pending", "The user has not decided yet."),
            DeviceState.Denied => OAuthErrors.Of("access_denied", "The user did not let the device in."),
            DeviceState.Allowed => await OpenAsync(found, client, cancellationToken),
        };
    }

    private async Task<Result<TokenResponse>> OpenAsync(
        Document<DeviceCodeRecord> found, OAuthClientRecord client, CancellationToken cancellationToken)
    {
        var device = found.Value;
        var grant = opening.Prepare(
            GrantStore.NewId(), client.Id, device.Holder!, device.Scopes, device.Resources, device.Issuer, device.DecidedAt
                ?? time.GetUtcNow());
        var opened = await opening.OpenAsync(
            grant, client, new DocumentBatch().Delete(DeviceCodes.Kind, found.Key, found.Version), cancellationToken);
        if (opened.IsSuccess)
        {
            polls.Forget(found.Key);
            await clients.KeepAsync(client.Id, cancellationToken);
        }

        return opened.Error is { Kind: ErrorKind.Conflict } ? OAuthErrors.InvalidGrant("The device_code has been used.") : opened;
    }
}
