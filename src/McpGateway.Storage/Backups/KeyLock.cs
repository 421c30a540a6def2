using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Foundation.Secrets;

namespace McpGateway.Storage.Backups;

/// <summary>Encrypts master keys under a passphrase, for a backup that is to be of use where its key is lost.</summary>
internal static class KeyLock
{
    /// <summary>Shortest passphrase, in characters: whoever has the file may try at leisure.</summary>
    public const int MinPassphrase = 12;

    /// <summary>OWASP's figure for PBKDF2 with SHA-256.</summary>
    private const int Iterations = 600_000;

    /// <summary>More would be somebody's attempt to keep a restore busy.</summary>
    private const int MaxIterations = 10_000_000;

    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int KeySize = 32;

    private static byte[] Binding => Encoding.ASCII.GetBytes($"{BackupManifest.FormatName}/{BackupManifest.NewestVersion}/keys");

    public static LockedKeys Lock(IReadOnlyList<KeyMaterial> keys, string passphrase)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(
            [.. keys.Select(static key => new KeyLine(key.Bytes.ToArray(), key.IsFile))], BackupJsonContext.Default.KeyLineArray);
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var (data, tag) = (new byte[plain.Length], new byte[TagSize]);
        using var cipher = new AesGcm(Derive(passphrase, salt, Iterations), TagSize);
        cipher.Encrypt(nonce, plain, data, tag, Binding);
        CryptographicOperations.ZeroMemory(plain);
        return new(Iterations, salt, nonce, data, tag);
    }

    /// <returns>Null when the passphrase is not the one, or the keys were changed.</returns>
    public static KeyMaterial[]? Open(LockedKeys locked, string passphrase)
    {
        if (locked.Iterations is < 1 or > MaxIterations || locked.Nonce.Length != NonceSize || locked.Tag.Length != TagSize)
        {
            return null;
        }

        var plain = new byte[locked.Data.Length];
        try
        {
            using var cipher = new AesGcm(Derive(passphrase, locked.Salt, locked.Iterations), TagSize);
            cipher.Decrypt(locked.Nonce, locked.Data, locked.Tag, plain, Binding);
            var lines = JsonSerializer.Deserialize(plain, BackupJsonContext.Default.KeyLineArray);
            return lines is { Length: > 0 } ? [.. lines.Select(static line => new KeyMaterial(line.Key, line.IsFile))] : null;
        }
        catch (Exception failure) when (failure is AuthenticationTagMismatchException or JsonException)
        {
            return null;
        }
    }

    private static byte[] Derive(string passphrase, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, iterations, HashAlgorithmName.SHA256, KeySize);
}
