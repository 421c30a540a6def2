namespace McpGateway.Foundation.Secrets;

/// <summary>
/// Port: documents of a kind that is not sealed as a whole and has members that are protected. Asked when the master key is exchanged.
/// </summary>
public interface IEmbeddedSecrets
{
    /// <summary>The kind of documents.</summary>
    string Kind { get; }

    /// <summary>Protects the members with the key that protects now.</summary>
    /// <param name="protector">Opens with every key and protects with the newest.</param>
    /// <param name="key">Of the document.</param>
    /// <param name="body">As it is stored.</param>
    /// <returns>The new body; null when nothing has to change.</returns>
    byte[]? Renew(ISecretProtector protector, string key, byte[] body);
}
