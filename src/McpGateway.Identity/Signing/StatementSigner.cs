using McpGateway.Foundation.Auditing;

namespace McpGateway.Identity.Signing;

/// <summary>Signs statements of the gateway with the key that signs its tokens.</summary>
internal sealed class StatementSigner(SigningKeyRing keys, TimeProvider time) : IStatementSigner
{
    public DateTimeOffset? KeptSince => keys.Current.All is [.., var oldest] ? oldest.CreatedAt : null;

    public SignedStatement Sign(string type, ReadOnlySpan<byte> payload)
    {
        var key = keys.Current.Signer(time.GetUtcNow());
        var jws = CompactJws.Sign(key, type, payload, json =>
        {
            json.WriteStartObject("jwk");
            json.WriteString("kty", "EC");
            json.WriteString("crv", "P-256");
            json.WriteString("x", key.X);
            json.WriteString("y", key.Y);
            json.WriteEndObject();
        });
        return new(jws, key.KeyId, key.X, key.Y);
    }
}
