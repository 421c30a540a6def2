using System.Security.Cryptography;

namespace McpGateway.Contracts.Audit;

/// <summary>The SHA-256 of the lines of an export so far, each with its line end (LF).</summary>
public sealed class AuditExportSum : IDisposable
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>One more line.</summary>
    /// <param name="line">Without its line end.</param>
    public void Take(ReadOnlySpan<byte> line)
    {
        _hash.AppendData(line);
        _hash.AppendData(LineEnd);
    }

    /// <summary>In lower-case hex.</summary>
    public string Value() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
