using System.Text.Json;

namespace McpGateway.Foundation;

/// <summary>
/// Port: verifies a JWS whose payload lies elsewhere (RFC 7515 appendix F), with the algorithms and keys that tokens are verified with.
/// </summary>
public interface IDetachedSignatures
{
    /// <param name="header">The protected header as it was sent (base64url).</param>
    /// <param name="payload">What was signed.</param>
    /// <param name="signature">base64url.</param>
    /// <param name="keySet">A JSON Web Key Set (RFC 7517 §5).</param>
    DetachedVerdict Verify(string header, ReadOnlySpan<byte> payload, string signature, JsonElement keySet);
}

/// <summary>What became of a detached signature.</summary>
public enum DetachedVerdict
{
    Verified,

    /// <summary>Malformed, of an algorithm that is not accepted, or not made with the key over this content.</summary>
    Invalid,

    /// <summary>The key set has no key that the signature could have been made with.</summary>
    KeyUnknown,
}
