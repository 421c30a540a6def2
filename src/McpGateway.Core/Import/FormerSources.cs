using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Config;
using McpGateway.Core.Import.Files;

namespace McpGateway.Core.Import;

/// <summary>Finds the sources in a configuration of the Python product's federation, and in its peers.</summary>
internal static class FormerSources
{
    /// <summary>The one file of early releases, which names what the configuration <c>default</c> names, too.</summary>
    private const string LegacyFile = "federation.json";

    /// <summary>One that stands in both is taken of the newer place.</summary>
    public static bool IsLegacy(SourceItem item) =>
        item.Sort == ItemSorts.Federation && Path.GetFileName(DocumentFile.Plain(item.Source)) == LegacyFile;

    public static IEnumerable<SourceItem> In(string file, JsonObject config)
    {
        var id = IdOf(file, config);
        foreach (var section in (string[])[SourceKinds.Registry, SourceKinds.Asor])
        {
            if (config[section] is JsonObject stated && SaysAnything(stated, section))
            {
                yield return Of(file, id, section, stated);
            }
        }

        foreach (var stated in (config["sources"] as JsonArray ?? []).OfType<JsonObject>())
        {
            yield return Of(file, id, TextOf(stated, "id") ?? "", stated);
        }
    }

    /// <returns>Null for what is no peer, such as the state of its synchronisation.</returns>
    public static SourceItem? Peer(string file, JsonObject peer) =>
        (TextOf(peer, "peer_id") ?? TextOf(peer, "_id")) is { Length: > 0 } id && peer.ContainsKey("endpoint")
            ? Of(file, FederationConfigRecord.Default, null, peer) with { Name = PeerIds.Of(id) }
            : null;

    private static SourceItem Of(string file, string config, string? section, JsonObject stated) =>
        new(ItemSorts.Federation, file, JsonElement.Parse(stated.ToJsonString()))
        {
            Name = FederationConfigRecord.KeyOf(config, section ?? ""),
            Config = config,
            Section = section,
        };

    /// <summary>Its key, or the name of its file; a collection that was exported has the name of the collection.</summary>
    private static string IdOf(string file, JsonObject config) =>
        TextOf(config, "_id") ?? TextOf(config, "config_id")
        ?? (SourceNames.IsCollection(file) || Path.GetFileName(DocumentFile.Plain(file)) == LegacyFile
            ? FederationConfigRecord.Default
            : Path.GetFileNameWithoutExtension(DocumentFile.Plain(file)));

    /// <summary>A section that is as it comes configures nothing.</summary>
    private static bool SaysAnything(JsonObject section, string id) =>
        section["enabled"] is JsonValue enabled && enabled.TryGetValue<bool>(out var isEnabled) && isEnabled
        || section[id == SourceKinds.Registry ? "servers" : "agents"] is JsonArray { Count: > 0 }
        || (TextOf(section, "endpoint") is { Length: > 0 } endpoint && endpoint.TrimEnd('/') != ConfigDocument.Blank(id).Endpoint);

    private static string? TextOf(JsonObject root, string name) =>
        root[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
