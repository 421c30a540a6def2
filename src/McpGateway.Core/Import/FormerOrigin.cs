using System.Text.Json;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sources;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Import;

/// <summary>
/// Where the Python product had a server or an agent from (gateway contract §10.3, §10.4, §14.5). Without a hash: the next synchronisation
/// of that source takes it as changed, and knows it at its old path.
/// </summary>
internal static class FormerOrigin
{
    private const string AsorRegistrar = "asor-federation";

    /// <returns>Null for a server of its own.</returns>
    public static ItemOrigin? OfServer(JsonElement root, string name, DateTimeOffset since) =>
        OfPeer(root, since)
        ?? (root.TextOf("source") is SourceKinds.Registry
            ? Origin(SourceKinds.Registry, SourceKinds.Registry, name, root, since) with { ServerJson = StatedOf(root) }
            : null);

    /// <inheritdoc cref="OfServer"/>
    public static ItemOrigin? OfAgent(JsonElement root, string name, DateTimeOffset since) =>
        OfPeer(root, since)
        ?? (root.TextOf("source") == SourceKinds.Asor || (root.TextOf("registered_by") ?? root.TextOf("registeredBy")) == AsorRegistrar
            ? Origin(SourceKinds.Asor, SourceKinds.Asor, name, root, since)
            : null);

    /// <summary>How such a server is reached: its document states one transport, under another name.</summary>
    public static IReadOnlyList<string> TransportsOf(JsonElement root, ServerRegistration draft) =>
        draft.ProxyPassUrl is null ? [ServerTransport.Stdio]
        : root.TextOf("transport_type") == ServerTransport.Sse ? [ServerTransport.Sse]
        : draft.SupportedTransports;

    private static ItemOrigin? OfPeer(JsonElement root, DateTimeOffset since)
    {
        if (ItemJson.Member(root, "sync_metadata", JsonValueKind.Object) is not { } sync
            || !ItemJson.Flag(sync, "is_federated")
            || sync.TextOf("source_peer_id") is not { Length: > 0 } peer
            || (sync.TextOf("upstream_path") ?? sync.TextOf("original_path")) is not { Length: > 0 } path)
        {
            return null;
        }

        return Origin(PeerIds.Of(peer), SourceKinds.Peer, "/" + path.Trim('/'), root, since);
    }

    private static ItemOrigin Origin(string source, string kind, string id, JsonElement root, DateTimeOffset since) => new()
    {
        Source = source,
        SourceKind = kind,
        OriginalId = id,
        Version = root.TextOf("version"),
        ContentHash = ItemOrigin.NotRead,
        ImportedAt = SourceTime.Read(root.TextOf("cached_at")) ?? since,
    };

    /// <summary>The registry's entry, or the server in it.</summary>
    private static JsonElement? StatedOf(JsonElement root) =>
        ItemJson.Member(root, "metadata", JsonValueKind.Object) is { } metadata
        && ItemJson.Member(metadata, "original_response", JsonValueKind.Object) is { } response
            ? (ItemJson.Member(response, "server", JsonValueKind.Object) ?? response).Clone()
            : null;
}
