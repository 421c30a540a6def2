using System.Security.Cryptography;
using System.Text;

namespace McpGateway.Foundation.Secrets;

/// <summary>The 32 bytes that all other keys are derived from.</summary>
internal sealed class MasterKey
{
    public const int Size = 32;

    private MasterKey(byte[] material) =>
        Bytes = HKDF.Extract(HashAlgorithmName.SHA256, material, "mcpgateway.master.v1"u8.ToArray());

    public byte[] Bytes { get; }

    /// <summary>
    /// From <c>SECRET_KEY</c>. Extracting concentrates what entropy it has; it cannot make a guessable text a strong key.
    /// </summary>
    public static MasterKey FromText(string secretKey) => new(Encoding.UTF8.GetBytes(secretKey));

    public static MasterKey FromBytes(byte[] material) => new(material);

    /// <summary>Never the key.</summary>
    public override string ToString() => nameof(MasterKey);
}
