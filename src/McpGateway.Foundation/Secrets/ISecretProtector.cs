namespace McpGateway.Foundation.Secrets;

/// <summary>
/// Encrypts what must not be readable at rest or in a client's hands. AES-256-GCM, keys derived per purpose (HKDF-SHA256).
/// </summary>
public interface ISecretProtector
{
    /// <param name="purpose">Separates uses: what was protected for one purpose cannot be opened for another.</param>
    byte[] Protect(string purpose, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData = default);

    /// <returns>The plaintext, or null when the data was not made by this key for this purpose.</returns>
    byte[]? Unprotect(string purpose, ReadOnlySpan<byte> data, ReadOnlySpan<byte> associatedData = default);

    /// <summary>A 32-byte key for <paramref name="purpose"/>, the same on every replica that shares the master key.</summary>
    byte[] DeriveKey(string purpose);

    /// <summary>
    /// As <see cref="DeriveKey"/>, of every key that counts: the one that is used first, then those that are only accepted while
    /// <c>SECRET_KEY</c> is being exchanged.
    /// </summary>
    IReadOnlyList<byte[]> DeriveKeys(string purpose) => [DeriveKey(purpose)];

    /// <summary>The same without the keys that are only accepted: what it opens needs no other key.</summary>
    ISecretProtector Newest => this;
}
