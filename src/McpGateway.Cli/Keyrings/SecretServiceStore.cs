using System.Text.Json;
using McpGateway.Cli.Profiles;
using Tmds.DBus.Protocol;

namespace McpGateway.Cli.Keyrings;

/// <summary>
/// Linux: an item of the default collection for each profile, in whatever offers the Secret Service of freedesktop.org (GNOME Keyring,
/// KWallet, KeePassXC).
/// </summary>
/// <param name="address">Of the user's bus; null when there is none.</param>
/// <param name="directory">Where the profiles are: another directory may have a profile of the same name.</param>
/// <param name="time">Limits how long a keyring may be silent.</param>
internal sealed class SecretServiceStore(string? address, string directory, TimeProvider time) : ICredentialStore
{
    private const string Application = "mcpgw";

    public string Title => "the keyring";

    public Task CheckAsync(CancellationToken cancellationToken) => AskAsync(
        async service =>
        {
            await service.UnlockAsync(await service.DefaultCollectionAsync(cancellationToken), cancellationToken);
            return true;
        });

    public Task<Credential?> FindAsync(string profile, CancellationToken cancellationToken) => AskAsync(async service =>
        await service.FindAsync(AttributesOf(profile), cancellationToken) is not { } item ? null
            : Parse(profile, await service.ReadAsync(item, cancellationToken)));

    public Task SaveAsync(string profile, Credential credential, CancellationToken cancellationToken) => AskAsync(async service =>
    {
        var collection = await service.DefaultCollectionAsync(cancellationToken);
        await service.UnlockAsync(collection, cancellationToken);
        await service.WriteAsync(
            collection, $"mcpgw: {profile}", AttributesOf(profile),
            JsonSerializer.SerializeToUtf8Bytes(credential, ProfileJsonContext.Default.Credential), cancellationToken);
        return true;
    });

    public Task RemoveAsync(string profile, CancellationToken cancellationToken) => AskAsync(async service =>
    {
        if (await service.FindAsync(AttributesOf(profile), cancellationToken) is { } item)
        {
            await service.DeleteAsync(item, cancellationToken);
        }

        return true;
    });

    private Dictionary<string, string> AttributesOf(string profile) => new(StringComparer.Ordinal)
    {
        ["application"] = Application,
        ["profile"] = profile,
        ["directory"] = directory,
    };

    private static Credential? Parse(string profile, byte[] secret)
    {
        try
        {
            return JsonSerializer.Deserialize(secret, ProfileJsonContext.Default.Credential);
        }
        catch (JsonException broken)
        {
            throw new CredentialStoreException($"What the keyring has for the profile '{profile}' is no credential.", broken);
        }
    }

    private async Task<T> AskAsync<T>(Func<SecretService, Task<T>> work)
    {
        if (address is null)
        {
            throw new CredentialStoreException("There is no session bus (DBUS_SESSION_BUS_ADDRESS).");
        }

        try
        {
            using var service = await SecretService.ConnectAsync(address, time);
            return await work(service);
        }
        catch (DBusErrorReplyException refused) when (refused.ErrorName is
            "org.freedesktop.DBus.Error.ServiceUnknown" or "org.freedesktop.DBus.Error.NameHasNoOwner")
        {
            throw new CredentialStoreException("No keyring runs in this session.", refused);
        }
        catch (Exception failure) when (failure is DBusExceptionBase or IOException or FormatException or ArgumentException)
        {
            throw new CredentialStoreException($"The keyring does not do what it is asked for: {failure.Message.TrimEnd('.')}.", failure);
        }
        catch (TimeoutException late)
        {
            throw new CredentialStoreException("The keyring does not answer.", late);
        }
    }
}
