namespace McpGateway.Foundation.Auditing;

/// <summary>Port: signs a statement of the gateway with the key that signs its tokens.</summary>
public interface IStatementSigner
{
    /// <summary>When the oldest key was made that is still known: the gateway has been running at least since then.</summary>
    DateTimeOffset? KeptSince { get; }

    /// <param name="type">The <c>typ</c> of the header: no other kind of signed token can be taken for it.</param>
    /// <param name="payload">What is stated.</param>
    SignedStatement Sign(string type, ReadOnlySpan<byte> payload);
}

/// <summary>A JWS in its compact form (ES256) with the public key in its header, and that key.</summary>
/// <param name="Jws">The statement.</param>
/// <param name="KeyId">Thumbprint of the key (RFC 7638).</param>
/// <param name="X">Of the public key.</param>
/// <param name="Y">Of the public key.</param>
public sealed record SignedStatement(string Jws, string KeyId, string X, string Y);
