using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace McpGateway.Foundation.Secrets;

/// <summary>
/// AES-256-GCM (NIST SP 800-38D) under a key per purpose (HKDF-SHA256, RFC 5869).
/// Layout: version (1 byte), nonce (12), ciphertext, tag (16).
/// </summary>
/// <param name="master">The key that protects.</param>
/// <param name="accepted">Former keys, or the next one: what they protected is opened too.</param>
internal sealed class SecretProtector(MasterKey master, params IReadOnlyList<MasterKey> accepted) : ISecretProtector
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Overhead = 1 + NonceSize + TagSize;

    private readonly SecretProtector[] _accepted = [.. accepted.Select(static key => new SecretProtector(key))];

    // Purposes are constants of the callers, so this stays small.
    private readonly ConcurrentDictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    public byte[] Protect(string purpose, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData = default)
    {
        var data = new byte[plaintext.Length + Overhead];
        data[0] = Version;
        var nonce = data.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(KeyFor(purpose), TagSize);
        cipher.Encrypt(nonce, plaintext, data.AsSpan(1 + NonceSize, plaintext.Length), data.AsSpan(^TagSize..), associatedData);
        return data;
    }

    public byte[]? Unprotect(string purpose, ReadOnlySpan<byte> data, ReadOnlySpan<byte> associatedData = default)
    {
        var opened = Open(purpose, data, associatedData);
        for (var index = 0; opened is null && index < _accepted.Length; index++)
        {
            opened = _accepted[index].Open(purpose, data, associatedData);
        }

        return opened;
    }

    public byte[] DeriveKey(string purpose) => Derive("derived:" + purpose);

    public IReadOnlyList<byte[]> DeriveKeys(string purpose) =>
        [DeriveKey(purpose), .. _accepted.Select(protector => protector.DeriveKey(purpose))];

    public ISecretProtector Newest => _accepted.Length == 0 ? this : new SecretProtector(master);

    private byte[]? Open(string purpose, ReadOnlySpan<byte> data, ReadOnlySpan<byte> associatedData)
    {
        if (data.Length < Overhead || data[0] != Version)
        {
            return null;
        }

        var plaintext = new byte[data.Length - Overhead];
        using var cipher = new AesGcm(KeyFor(purpose), TagSize);
        try
        {
            cipher.Decrypt(data.Slice(1, NonceSize), data[(1 + NonceSize)..^TagSize], data[^TagSize..], plaintext, associatedData);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private byte[] KeyFor(string purpose) => _keys.GetOrAdd(purpose, name => Derive("sealed:" + name));

    /// <summary>The prefix keeps keys that are handed out apart from those that encrypt.</summary>
    private byte[] Derive(string info) =>
        HKDF.Expand(HashAlgorithmName.SHA256, master.Bytes, MasterKey.Size, Encoding.UTF8.GetBytes(info));
}
