using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Secrets;
using McpGateway.Identity.Clients;
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

    // The first one makes tokens; the others are those of a master key that is being exchanged.
    private readonly IReadOnlyList<byte[]> _tagKeys = protector.DeriveKeys("oauth.refresh.tag");
    private readonly IReadOnlyList<byte[]> _secretKeys = protector.DeriveKeys("oauth.refresh.secret");

    /// <summary>The refresh token of a grant in a new generation.</summary>
    public string Of(GrantRecord grant) => Make(grant, 0);

    /// <summary>The refresh token that a grant has, whichever key it was made with.</summary>
    public string Present(GrantRecord grant)
    {
        for (var key = 1; key < _secretKeys.Count; key++)
        {
            var token = Make(grant, key);
            if (Secrets.Matches(grant.RefreshHash, token))
            {
                return token;
            }
        }

        return Make(grant, 0);
    }

    private string Make(GrantRecord grant, int key)
    {
        Span<byte> token = stackalloc byte[TagStart + TagBytes];
        Base64UrlText.Decode(grant.Id)!.CopyTo(token);
        BinaryPrimitives.WriteInt32BigEndian(token[GrantIdBytes..], grant.Generation);
        HMACSHA256.HashData(
            _secretKeys[key], [.. token[..SecretStart], .. Encoding.UTF8.GetBytes(grant.Seed)], token[SecretStart..TagStart]);
        WriteTag(_tagKeys[key], token[..TagStart], token[TagStart..]);
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
        foreach (var key in _tagKeys)
        {
            WriteTag(key, token.AsSpan(0, TagStart), tag);
            if (CryptographicOperations.FixedTimeEquals(tag, token.AsSpan(TagStart)))
            {
                return Base64UrlText.Encode(token.AsSpan(0, GrantIdBytes));
            }
        }

        return null;
    }

    public bool AreOurs(string token) => GrantIdOf(token) is not null;

    private static void WriteTag(byte[] key, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, data, full);
        full[..TagBytes].CopyTo(tag);
    }
}
