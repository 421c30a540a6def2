using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Secrets;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Grants;

/// <summary>
/// The text of refresh tokens: grant id, generation, 256 bits made of the master key and the grant's seed, and a tag that proves that this
/// product made it. The store holds the hash of the newest one and can make none without the master key, nor can the key without the store.
/// The tag lets an older one be told from an invented one, so that a replay ends the family and a guess does not.
/// </summary>
internal sealed class RefreshTokens(ISecretProtector protector) : IIssuedTokens
{
    public const int GrantIdBytes = 16;

    private const int TagBytes = 16;
    private const int SecretStart = GrantIdBytes + sizeof(int);
    private const int TagStart = SecretStart + HMACSHA256.HashSizeInBytes;
    private const string Prefix = "mgr_";

    private readonly byte[] _tagKey = protector.DeriveKey("oauth.refresh.tag");
    private readonly byte[] _secretKey = protector.DeriveKey("oauth.refresh.secret");

    /// <summary>The refresh token of a grant in its present generation.</summary>
    public string Of(GrantRecord grant)
    {
        Span<byte> token = stackalloc byte[TagStart + TagBytes];
        Base64UrlText.Decode(grant.Id)!.CopyTo(token);
        BinaryPrimitives.WriteInt32BigEndian(token[GrantIdBytes..], grant.Generation);
        HMACSHA256.HashData(_secretKey, [.. token[..SecretStart], .. Encoding.UTF8.GetBytes(grant.Seed)], token[SecretStart..TagStart]);
        WriteTag(token[..TagStart], token[TagStart..]);
        return Prefix + Base64UrlText.Encode(token);
    }

    /// <returns>The grant that the token belongs to; null when it is none of ours.</returns>
    public string? GrantIdOf(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || Base64UrlText.Decode(text.AsSpan(Prefix.Length)) is not { Length: TagStart + TagBytes } token)
        {
            return null;
        }

        Span<byte> tag = stackalloc byte[TagBytes];
        WriteTag(token.AsSpan(0, TagStart), tag);
        return CryptographicOperations.FixedTimeEquals(tag, token.AsSpan(TagStart))
            ? Base64UrlText.Encode(token.AsSpan(0, GrantIdBytes))
            : null;
    }

    public bool AreOurs(string token) => GrantIdOf(token) is not null;

    private void WriteTag(ReadOnlySpan<byte> data, Span<byte> tag)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_tagKey, data, full);
        full[..TagBytes].CopyTo(tag);
    }
}
