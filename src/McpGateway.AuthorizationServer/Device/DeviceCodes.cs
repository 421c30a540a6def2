using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Device;

/// <summary>Devices that wait, in the store.</summary>
internal sealed class DeviceCodes(DocumentStore documents, IOptions<OAuthOptions> options, TimeProvider time)
{
    public static readonly DocumentKind<DeviceCodeRecord> Kind = new("oauth_device_codes", DeviceJsonContext.Default.DeviceCodeRecord)
    {
        // Kept a little longer than it is good, so that the device hears "expired" and not "unknown".
        ExpiryOf = record => record.EndsAt + TimeSpan.FromMinutes(10),
    };

    public static readonly DocumentKind<UserCodeRecord> UserCodes = new("oauth_user_codes", DeviceJsonContext.Default.UserCodeRecord)
    {
        ExpiryOf = record => record.EndsAt,
    };

    private const int MaxAttempts = 3;

    public async Task<Result<StartedDevice>> StartAsync(
        OAuthClientRecord client, IReadOnlyList<string> scopes, IReadOnlyList<string> resources, string issuer,
        CancellationToken cancellationToken)
    {
        Error? refusal = null;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var (deviceCode, userCode) = (Secrets.New(), UserCode.New());
            var userCodeKey = Secrets.Hash(UserCode.Normalize(userCode)!);
            var record = new DeviceCodeRecord
            {
                ClientId = client.Id,
                ClientName = client.Name,
                Scopes = scopes,
                Resources = resources,
                Issuer = issuer,
                UserCodeKey = userCodeKey,
                EndsAt = time.GetUtcNow() + options.Value.DeviceCodeLifetime,
            };
            var committed = await documents.CommitAsync(
                new DocumentBatch()
                    .Put(Kind, Secrets.Hash(deviceCode), record, DocumentBatch.Absent)
                    .Put(UserCodes, userCodeKey, new(Secrets.Hash(deviceCode), record.EndsAt), DocumentBatch.Absent),
                cancellationToken);
            if (committed.IsSuccess)
            {
                return new StartedDevice(deviceCode, userCode, options.Value.DeviceCodeLifetime);
            }

            // Somebody else has this user code at the moment.
            refusal = committed.Error;
        }

        return refusal!;
    }

    /// <returns>The device behind a typed code, if it still waits.</returns>
    public async Task<Document<DeviceCodeRecord>?> FindByUserCodeAsync(string normalized, CancellationToken cancellationToken) =>
        await documents.FindAsync(UserCodes, Secrets.Hash(normalized), cancellationToken) is { } code
            ? await FindWaitingAsync(code.Value.Device, cancellationToken)
            : null;

    public async Task<Document<DeviceCodeRecord>?> FindWaitingAsync(string key, CancellationToken cancellationToken) =>
        await documents.FindAsync(Kind, key, cancellationToken) is { Value.State: DeviceState.Waiting } device
            && device.Value.EndsAt > time.GetUtcNow()
            ? device
            : null;

    /// <summary>Records the decision and spends the user code.</summary>
    public async Task<Error?> DecideAsync(
        Document<DeviceCodeRecord> device, DeviceCodeRecord decided, CancellationToken cancellationToken) =>
        (await documents.CommitAsync(
            new DocumentBatch()
                .Put(Kind, device.Key, decided with { DecidedAt = time.GetUtcNow() }, device.Version)
                .Delete(UserCodes, device.Value.UserCodeKey, expectedVersion: null),
            cancellationToken)).Error;
}

/// <summary>What the device gets: its own code, and the one to show.</summary>
internal sealed record StartedDevice(string DeviceCode, string UserCode, TimeSpan Lifetime)
{
    public override string ToString() => nameof(StartedDevice);
}
