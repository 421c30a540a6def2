using System.Text.Json;
using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sources;
using McpGateway.Foundation;

namespace McpGateway.Core.Import;

/// <summary>Reads a peer of the Python product (gateway contract §14.10) as a source of this one.</summary>
internal static class FormerPeer
{
    private static readonly string[] Taken =
    [
        "name", "endpoint", "enabled", "sync_mode", "whitelist_servers", "whitelist_agents", "tag_filters", "sync_interval_minutes",
        "federation_token",
    ];

    public static Result<SourceRecord> Read(SourceItem item, List<string> remarks)
    {
        var root = item.Content;
        var mode = root.TextOf("sync_mode") ?? "all";
        string[] names = mode == "whitelist" ? [.. Texts(root, "whitelist_servers"), .. Texts(root, "whitelist_agents")] : [];
        string[] tags = mode == "tag_filter" ? [.. Texts(root, "tag_filters")] : [];
        var source = new SourceRecord
        {
            Id = item.Name,
            Kind = SourceKinds.Peer,
            Name = root.TextOf("name"),
            Endpoint = root.TextOf("endpoint") ?? "",
            Enabled = ItemJson.Member(root, "enabled", JsonValueKind.False) is null,
            IntervalMinutes = ItemJson.Number(root, "sync_interval_minutes") is > 0 and var minutes ? minutes : null,
            Names = names,
            TagFilters = tags,
            Token = root.TextOf("federation_token") is { Length: > 0 } token ? token : null,
        };
        if (mode is not ("all" or "whitelist" or "tag_filter") || (mode != "all" && names.Length + tags.Length == 0))
        {
            remarks.Add($"It is switched off here: with sync_mode '{LogText.Clean(mode)}' and nothing chosen, all would come");
            source = source with { Enabled = false };
        }

        if (root.TryGetProperty("federation_token_encrypted", out var secret) && secret.ValueKind == JsonValueKind.String)
        {
            remarks.Add("Its token is encrypted with the former product's key: state it anew");
        }

        SourcePlanner.Name(
            root.EnumerateObject().Where(static member => !Taken.Contains(member.Name) && member.Name != "federation_token_encrypted"),
            remarks);
        return source;
    }

    /// <summary>Paths as the peer exports them.</summary>
    private static IEnumerable<string> Texts(JsonElement root, string name) =>
        ItemJson.Elements(root, name).Where(static text => text.ValueKind == JsonValueKind.String)
            .Select(static text => text.GetString()!).Distinct(StringComparer.Ordinal);
}
