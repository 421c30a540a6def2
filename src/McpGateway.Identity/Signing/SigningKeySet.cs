using System.Text.Json;
using McpGateway.Identity.Tokens;

namespace McpGateway.Identity.Signing;

/// <summary>The published keys at one moment, newest first. Replaced, never changed.</summary>
public sealed class SigningKeySet
{
    // A new key is published before it signs, so that every replica knows it by the time its first token arrives.
    private static readonly TimeSpan PublishAhead = TimeSpan.FromMinutes(1);

    private readonly SigningKey[] _keys;

    public SigningKeySet(IEnumerable<SigningKey> keys)
    {
        _keys = [.. keys.OrderByDescending(key => key.CreatedAt)];
        VerificationKeys = [.. _keys.Select(key => key.Verification)];
        Jwks = WriteJwks(_keys);
    }

    public static SigningKeySet Empty { get; } = new([]);

    public IReadOnlyList<VerificationKey> VerificationKeys { get; }

    /// <summary>The key set as published (RFC 7517 §5).</summary>
    public ReadOnlyMemory<byte> Jwks { get; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SigningKey> All => _keys;

    public bool IsEmpty => _keys.Length == 0;

    /// <summary>
    /// The key that signs now: the newest that has been published for a while, or else the oldest. A key being retired may sign for that
    /// while; it stays published for longer than any token lives.
    /// </summary>
    public SigningKey Signer(DateTimeOffset now) =>
        Array.Find(_keys, key => key.CreatedAt + PublishAhead <= now)
        ?? _keys.LastOrDefault()
        ?? throw new InvalidOperationException("There is no signing key yet: AuthInitializer.PrepareAsync must run before traffic.");

    private static ReadOnlyMemory<byte> WriteJwks(IEnumerable<SigningKey> keys)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in keys)
            {
                json.WriteStartObject();
                json.WriteString("kty", "EC");
                json.WriteString("crv", "P-256");
                json.WriteString("use", "sig");
                json.WriteString("alg", "ES256");
                json.WriteString("kid", key.KeyId);
                json.WriteString("x", key.X);
                json.WriteString("y", key.Y);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
