using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Foundation.Secrets;

/// <summary>What a master key is made of: for backups that carry it along, and for exchanging one key for another.</summary>
/// <param name="Bytes">The text of <c>SECRET_KEY</c> as UTF-8, or the content of a key file.</param>
/// <param name="IsFile">Whether it lies in a key file.</param>
public sealed record KeyMaterial(ReadOnlyMemory<byte> Bytes, bool IsFile)
{
    public static KeyMaterial OfText(string secretKey) => new(Encoding.UTF8.GetBytes(secretKey), IsFile: false);

    /// <summary>The keys that an installation has, the one in force first; none when it would make one at its first start.</summary>
    /// <exception cref="StorageUnusableException">A key file cannot be read.</exception>
    public static IReadOnlyList<KeyMaterial> Of(SecretsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var file = new MasterKeyFile(options.DataDirectory, NullLogger<MasterKeyFile>.Instance);
        var keys = new List<KeyMaterial>();
        if (!string.IsNullOrEmpty(options.SecretKey))
        {
            keys.Add(OfText(options.SecretKey));
        }
        else if (file.ReadCurrent() is { } current)
        {
            keys.Add(new(current, IsFile: true));
        }
        else
        {
            return [];
        }

        if (!string.IsNullOrEmpty(options.PreviousSecretKey))
        {
            keys.Add(OfText(options.PreviousSecretKey));
        }

        if (file.ReadFormer() is { } former)
        {
            keys.Add(new(former, IsFile: true));
        }

        return keys;
    }

    /// <param name="keys">The one that protects first, then those that are accepted.</param>
    public static ISecretProtector Protector(params IReadOnlyList<KeyMaterial> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return new SecretProtector(MasterOf(keys[0]), [.. keys.Skip(1).Select(MasterOf)]);
    }

    /// <summary>Puts a key into a data directory that has none.</summary>
    /// <returns>False when there is one.</returns>
    /// <exception cref="StorageUnusableException">It cannot be written.</exception>
    public static bool Install(string dataDirectory, KeyMaterial key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new MasterKeyFile(dataDirectory, NullLogger<MasterKeyFile>.Instance).Install(key.Bytes.ToArray());
    }

    /// <summary>Puts a random key into a data directory that has none.</summary>
    /// <exception cref="StorageUnusableException">It cannot be written.</exception>
    public static void Create(string dataDirectory) =>
        new MasterKeyFile(dataDirectory, NullLogger<MasterKeyFile>.Instance).LoadOrCreate();

    /// <summary>
    /// Puts a new random key into the place of the one in a data directory, which is kept beside it and accepted from then on. Repeated
    /// after an interruption, it ends what was begun.
    /// </summary>
    /// <exception cref="StorageUnusableException">It cannot be written.</exception>
    public static void Exchange(string dataDirectory) =>
        new MasterKeyFile(dataDirectory, NullLogger<MasterKeyFile>.Instance).Exchange();

    /// <summary>Never the key.</summary>
    public override string ToString() => nameof(KeyMaterial);

    private static MasterKey MasterOf(KeyMaterial key) => MasterKey.FromBytes(key.Bytes.ToArray());
}
