using McpGateway.Cli.Profiles;
using Tmds.DBus.Protocol;

namespace McpGateway.Cli.Keyrings;

/// <summary>
/// A conversation with the Secret Service (freedesktop.org, 0.2). Secrets pass in the clear, as the session <c>plain</c> has them: the bus
/// is a socket that only the user reads, and who may read it may ask for the secrets as well.
/// </summary>
internal sealed class SecretService : IDisposable
{
    private const string Name = "org.freedesktop.secrets";
    private const string Root = "/org/freedesktop/secrets";
    private const string ServiceInterface = "org.freedesktop.Secret.Service";
    private const string CollectionInterface = "org.freedesktop.Secret.Collection";
    private const string ItemInterface = "org.freedesktop.Secret.Item";

    /// <summary>The path that stands for nothing.</summary>
    private const string Nothing = "/";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly DBusConnection _bus;
    private readonly TimeProvider _time;
    private string _session = Nothing;

    private SecretService(DBusConnection bus, TimeProvider time) => (_bus, _time) = (bus, time);

    public static async Task<SecretService> ConnectAsync(string address, TimeProvider time)
    {
        var service = new SecretService(new(address), time);
        try
        {
            await service._bus.ConnectAsync().AsTask().WaitAsync(Patience, time);
            service._session = await service.CallAsync(
                Root, ServiceInterface, "OpenSession", "sv",
                static (ref writer) =>
                {
                    writer.WriteString("plain");
                    writer.WriteVariant(VariantValue.String(""));
                },
                static (message, _) =>
                {
                    var reader = message.GetBodyReader();
                    reader.ReadVariantValue();
                    return reader.ReadObjectPathAsString();
                });
            return service;
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    /// <summary>Where new items go.</summary>
    /// <exception cref="CredentialStoreException">There is none.</exception>
    public async Task<string> DefaultCollectionAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var collection = await CallAsync(
            Root, ServiceInterface, "ReadAlias", "s", static (ref writer) => writer.WriteString("default"),
            static (message, _) => message.GetBodyReader().ReadObjectPathAsString());
        return collection != Nothing ? collection : throw new CredentialStoreException("The keyring has no default collection.");
    }

    /// <summary>Unlocks a collection or an item; the keyring asks the user when it has to.</summary>
    /// <exception cref="CredentialStoreException">It stays locked.</exception>
    public async Task UnlockAsync(string path, CancellationToken cancellationToken)
    {
        var (unlocked, prompt) = await CallAsync(
            Root, ServiceInterface, "Unlock", "ao", (ref writer) => writer.WriteArray(new ObjectPath[] { new(path) }),
            static (message, _) =>
            {
                var reader = message.GetBodyReader();
                return (reader.ReadArrayOfObjectPath(), reader.ReadObjectPathAsString());
            });
        if (unlocked.Length == 0 && (prompt == Nothing || !await ConfirmAsync(prompt, cancellationToken)))
        {
            throw new CredentialStoreException("The keyring is locked.");
        }
    }

    /// <summary>An item with these attributes; null when there is none.</summary>
    public async Task<string?> FindAsync(IReadOnlyDictionary<string, string> attributes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (unlocked, locked) = await CallAsync(
            Root, ServiceInterface, "SearchItems", "a{ss}", (ref writer) => Write(ref writer, attributes),
            static (message, _) =>
            {
                var reader = message.GetBodyReader();
                return (reader.ReadArrayOfObjectPath(), reader.ReadArrayOfObjectPath());
            });
        if (unlocked.Length == 0 && locked.Length > 0)
        {
            await UnlockAsync(locked[0].ToString(), cancellationToken);
        }

        return unlocked.Concat(locked).Select(static path => path.ToString()).FirstOrDefault();
    }

    public Task<byte[]> ReadAsync(string item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return CallAsync(
            item, ItemInterface, "GetSecret", "o", (ref writer) => writer.WriteObjectPath(_session),
            static (message, _) =>
            {
                var reader = message.GetBodyReader();
                reader.AlignStruct();
                reader.ReadObjectPathAsString();
                reader.ReadArrayOfByte();
                return reader.ReadArrayOfByte();
            });
    }

    /// <summary>Makes an item, in place of one with the same attributes.</summary>
    public async Task WriteAsync(
        string collection, string label, IReadOnlyDictionary<string, string> attributes, byte[] secret, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (item, prompt) = await CallAsync(
            collection, CollectionInterface, "CreateItem", "a{sv}(oayays)b",
            (ref writer) =>
            {
                writer.WriteDictionary(new Dictionary<string, VariantValue>(StringComparer.Ordinal)
                {
                    [ItemInterface + ".Label"] = VariantValue.String(label),
                    [ItemInterface + ".Attributes"] = new Dict<string, string>(new Dictionary<string, string>(attributes)).AsVariantValue(),
                });
                writer.WriteStructureStart();
                writer.WriteObjectPath(_session);
                writer.WriteArray(Array.Empty<byte>());
                writer.WriteArray(secret);
                writer.WriteString("application/json");
                writer.WriteBool(true);
            },
            static (message, _) =>
            {
                var reader = message.GetBodyReader();
                return (reader.ReadObjectPathAsString(), reader.ReadObjectPathAsString());
            });
        if (item == Nothing && !await ConfirmAsync(prompt, cancellationToken))
        {
            throw new CredentialStoreException("The keyring did not take the tokens.");
        }
    }

    public async Task DeleteAsync(string item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var prompt = await CallAsync(
            item, ItemInterface, "Delete", null, static (ref _) => { },
            static (message, _) => message.GetBodyReader().ReadObjectPathAsString());
        if (prompt != Nothing && !await ConfirmAsync(prompt, cancellationToken))
        {
            throw new CredentialStoreException("The keyring did not forget the tokens.");
        }
    }

    public void Dispose() => _bus.Dispose();

    private Task<bool> ConfirmAsync(string prompt, CancellationToken cancellationToken) =>
        new SecretPrompt(_bus, _time).ShowAsync(Name, prompt, cancellationToken);

    private static void Write(ref MessageWriter writer, IReadOnlyDictionary<string, string> attributes)
    {
        var start = writer.WriteDictionaryStart();
        foreach (var (name, value) in attributes)
        {
            writer.WriteDictionaryEntryStart();
            writer.WriteString(name);
            writer.WriteString(value);
        }

        writer.WriteDictionaryEnd(start);
    }

    private Task<T> CallAsync<T>(
        string path, string @interface, string member, string? signature, WriteBody body, MessageValueReader<T> read)
    {
        // Not a using declaration, whose variable could not be passed on.
        var writer = _bus.GetMessageWriter();
        try
        {
            writer.WriteMethodCallHeader(Name, path, @interface, member, signature);
            body(ref writer);
            return _bus.CallMethodAsync(writer.CreateMessage(), read).WaitAsync(Patience, _time);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private delegate void WriteBody(ref MessageWriter writer);
}
