using System.Text;
using McpGateway.Foundation.Secrets;

namespace McpGateway.Storage.Sql;

/// <summary>
/// Encrypts bodies of sealed kinds. Kind and key are part of what is authenticated: a row that was copied over another does not open.
/// </summary>
internal sealed class DocumentSeal(ISecretProtector protector)
{
    private const string Purpose = "documents";

    private readonly Lazy<string> _check = new(() => KeyCheck.ChecksOf(protector)[0]);

    /// <summary>Tells the key that closes from others, see <see cref="KeyCheck"/>.</summary>
    public string Check => _check.Value;

    /// <summary>One that opens only what the key that closes has closed.</summary>
    public DocumentSeal Newest => new(protector.Newest);

    public byte[]? TryOpen(string kind, string key, byte[] body) => protector.Unprotect(Purpose, body, Identity(kind, key));

    public byte[] Close(string kind, string key, byte[] body) => protector.Protect(Purpose, body, Identity(kind, key));

    /// <exception cref="InvalidDataException">The row was not written by this installation for this kind and key.</exception>
    public byte[] Open(string kind, string key, byte[] body) =>
        TryOpen(kind, key, body) ?? throw new InvalidDataException($"A sealed document of kind '{kind}' does not open: "
        + "it was changed outside of the product, or SECRET_KEY is not the one it was written with.");

    /// <summary>NUL separates: it occurs in neither part.</summary>
    private static byte[] Identity(string kind, string key) => Encoding.UTF8.GetBytes($"{kind}\0{key}");
}
