namespace McpGateway.Identity.Tokens;

/// <summary>
/// A key together with the algorithms it may be used with. The key decides the algorithm, never the token: that is what makes
/// "HS256 with the public key as the secret" impossible.
/// </summary>
public abstract class VerificationKey(string? keyId, IReadOnlyList<JwsAlgorithm> algorithms) : IDisposable
{
    // The platform does not promise that key objects may be used by several threads. Verified tokens are cached, so this is rarely taken.
    private readonly Lock _using = new();

    public string? KeyId { get; } = keyId;

    public bool Supports(JwsAlgorithm algorithm) => algorithms.Contains(algorithm);

    public bool Verify(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!Supports(algorithm))
        {
            return false;
        }

        lock (_using)
        {
            return VerifyCore(algorithm, data, signature);
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract bool VerifyCore(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    protected abstract void Dispose(bool disposing);
}
