using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Federation.Sources;

/// <summary>Reads servers and agents as gateways export them: this product and the Python product, whose documents they are.</summary>
internal static class GatewayItemReader
{
    private const string Public = "public";
    private const string GroupRestricted = "group-restricted";

    /// <param name="item">The server as exported.</param>
    /// <param name="prefix">Goes before its path; empty for none.</param>
    public static SourceItem Server(JsonElement item, string prefix)
    {
        if (Unusable(item, out var path) is { } unusable)
        {
            return unusable;
        }

        var transports = ItemJson.Elements(item, "supported_transports")
            .Where(static transport => transport.ValueKind == JsonValueKind.String)
            .Select(static transport => transport.GetString()!)
            .Where(static transport => transport is ServerTransport.StreamableHttp or ServerTransport.Sse or ServerTransport.Stdio)
            .Distinct(StringComparer.Ordinal).ToArray();
        var url = ItemJson.Text(item, "proxy_pass_url");
        return new()
        {
            OriginalId = path,
            ContentHash = ItemJson.HashOf(item.GetRawText()),
            Version = ItemJson.Text(item, "version"),
            Tags = ItemJson.Tags(item),
            Server = new()
            {
                Name = ItemJson.Text(item, "server_name", "display_name", "name") ?? path.Trim('/'),
                Description = ItemJson.Text(item, "description") ?? "",
                Path = prefix + "/" + path.Trim('/'),
                ProxyPassUrl = url,
                SupportedTransports = url is null ? [ServerTransport.Stdio]
                    : transports.Length > 0 ? transports
                    : [ServerTransport.StreamableHttp],
                License = ItemJson.Text(item, "license") ?? "N/A",
                IsPython = ItemJson.Flag(item, "is_python"),
            },
        };
    }

    /// <inheritdoc cref="Server"/>
    public static SourceItem Agent(JsonElement item, string prefix)
    {
        if (Unusable(item, out var path) is { } unusable)
        {
            return unusable;
        }

        var card = ItemJson.Member(item, "card", JsonValueKind.Object) ?? item;
        return new()
        {
            OriginalId = path,
            ContentHash = ItemJson.HashOf(item.GetRawText()),
            Version = ItemJson.Text(card, "version"),
            Tags = ItemJson.Tags(item),
            Card = AgentCards.Plain(card),
            AgentPath = prefix + "/" + path.Trim('/'),
        };
    }

    /// <summary>
    /// What cannot be used or is not ours to have: private items, and items that the other gateway has from elsewhere, which would go
    /// round. What is restricted to groups since it was brought in counts as gone.
    /// </summary>
    private static SourceItem? Unusable(JsonElement item, out string path)
    {
        path = "";
        if (ItemJson.ProblemOf(item) is { } problem)
        {
            return SourceItem.Unusable(SourceItem.Unnamed, $"The item {problem}");
        }

        if (ItemJson.Id(item, "path") is not { } stated)
        {
            return SourceItem.Unusable(SourceItem.Unnamed, "The item has no path");
        }

        path = "/" + stated.Trim('/');
        var sync = ItemJson.Member(item, "sync_metadata", JsonValueKind.Object);
        var isFederated = sync is { } metadata && ItemJson.Flag(metadata, "is_federated");
        var visibility = ItemJson.Text(item, "visibility") ?? Public;
        if (isFederated || ItemJson.Text(item, "source") is not null || visibility is not (Public or GroupRestricted))
        {
            return new() { OriginalId = path, IsWithheld = true };
        }

        const string Restricted = "It is group-restricted there, and its groups are not this gateway's: it is not brought in";
        return visibility == GroupRestricted ? SourceItem.Unusable(path, Restricted) with { IsDeleted = true } : null;
    }
}
