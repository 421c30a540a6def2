using System.Security.Cryptography;

namespace McpGateway.Identity.Tokens;

/// <summary>
/// Signature algorithms that a key may be registered for (RFC 7518 §3.1). <c>none</c> is not one, and so cannot be configured.
/// </summary>
public enum JwsAlgorithm
{
    ES256,
    ES384,
    ES512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    HS256,
}

internal static class JwsAlgorithms
{
    /// <summary>Names are compared exactly: <c>es256</c> and <c>NoNe</c> are not algorithms.</summary>
    public static bool TryParse(string? name, out JwsAlgorithm algorithm)
    {
        foreach (var candidate in Enum.GetValues<JwsAlgorithm>())
        {
            if (candidate.ToString() == name)
            {
                algorithm = candidate;
                return true;
            }
        }

        algorithm = default;
        return false;
    }

    public static HashAlgorithmName HashOf(JwsAlgorithm algorithm) => algorithm switch
    {
        JwsAlgorithm.ES256 or JwsAlgorithm.RS256 or JwsAlgorithm.PS256 or JwsAlgorithm.HS256 => HashAlgorithmName.SHA256,
        JwsAlgorithm.ES384 or JwsAlgorithm.RS384 or JwsAlgorithm.PS384 => HashAlgorithmName.SHA384,
        JwsAlgorithm.ES512 or JwsAlgorithm.RS512 or JwsAlgorithm.PS512 => HashAlgorithmName.SHA512,
    };
}
