using McpGateway.Foundation.Secrets;

namespace McpGateway.Storage.Sql;

/// <summary>The kinds of documents that are not sealed as a whole and have members that are protected.</summary>
internal sealed class EmbeddedSecrets(IEnumerable<IEmbeddedSecrets> kinds)
{
    private readonly Dictionary<string, IEmbeddedSecrets> _kinds = kinds.ToDictionary(static one => one.Kind, StringComparer.Ordinal);

    public bool Has(string kind) => _kinds.ContainsKey(kind);

    /// <summary>As <see cref="IEmbeddedSecrets.Renew"/>; null for other kinds.</summary>
    public byte[]? Renew(ISecretProtector protector, string kind, string key, byte[] body) =>
        _kinds.TryGetValue(kind, out var members) ? members.Renew(protector, key, body) : null;
}
