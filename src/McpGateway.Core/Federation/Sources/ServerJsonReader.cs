using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Federation.Sources;

/// <summary>Reads a server in the form of the MCP registry (<c>server.json</c>), alone or in an entry of the registry's API.</summary>
internal static class ServerJsonReader
{
    private const string Official = "io.modelcontextprotocol.registry/official";
    private const string OwnMeta = "io.mcpgateway/internal";
    private const int MaxDerivedTags = 20;

    private static readonly char[] NameParts = ['/', '.', '-'];

    /// <returns>Null when the entry is an older version of a server: another entry is the newest.</returns>
    public static SourceItem? ReadEntry(JsonElement entry)
    {
        if (ItemJson.ProblemOf(entry) is { } problem)
        {
            return SourceItem.Unusable(SourceItem.Unnamed, $"The entry {problem}");
        }

        var server = ItemJson.Member(entry, "server", JsonValueKind.Object) ?? entry;
        var meta = ItemJson.Member(entry, "_meta", JsonValueKind.Object);
        var official = meta is { } additions ? ItemJson.Member(additions, Official, JsonValueKind.Object) : null;
        return official is { } stated && ItemJson.Member(stated, "isLatest", JsonValueKind.False) is not null
            ? null
            : Read(server, official is { } known ? ItemJson.Text(known, "status") : null, meta);
    }

    public static SourceItem Read(JsonElement server, string? status, JsonElement? meta)
    {
        if (ItemJson.Id(server, "name") is not { } name)
        {
            return SourceItem.Unusable(SourceItem.Unnamed, "The entry has no name");
        }

        if ((status ?? ItemJson.Text(server, "status")) == "deleted")
        {
            return new() { OriginalId = name, IsDeleted = true };
        }

        if (IsFederatedThere(server))
        {
            return new() { OriginalId = name, IsWithheld = true };
        }

        if (OfficialForm.ProblemOf(name, server) is { } problem)
        {
            return SourceItem.Unusable(name, problem);
        }

        var (url, transport) = AddressOf(server);
        return new()
        {
            OriginalId = name,
            ContentHash = ItemJson.HashOf(server.GetRawText(), string.Join(' ', TagsOf(name, server, meta))),
            Version = ItemJson.Text(server, "version"),
            ServerJson = server.Clone(),
            Tags = TagsOf(name, server, meta),
            Server = new()
            {
                Name = name,
                Description = ItemJson.Text(server, "description") ?? ItemJson.Text(server, "title") ?? "",
                Path = "/" + name.Replace('/', '-'),
                ProxyPassUrl = url,
                SupportedTransports = [transport],
            },
        };
    }

    /// <summary>
    /// Another gateway of this product says so of what it has from elsewhere: it is had from there, or not at all. That keeps items from
    /// going round.
    /// </summary>
    private static bool IsFederatedThere(JsonElement server) =>
        ItemJson.Member(server, "_meta", JsonValueKind.Object) is { } meta
        && ItemJson.Member(meta, OwnMeta, JsonValueKind.Object) is { } own
        && ItemJson.Text(own, "federated_from") is not null;

    /// <summary>
    /// The first remote with a whole address; then a package that is reached over HTTP elsewhere. None: it runs at the client.
    /// </summary>
    private static (string? Url, string Transport) AddressOf(JsonElement server)
    {
        var places = ItemJson.Elements(server, "remotes").Concat(ItemJson.Elements(server, "packages")
            .Select(static package => ItemJson.Member(package, "transport", JsonValueKind.Object))
            .OfType<JsonElement>()
            .Where(static transport => !IsAtClient(ItemJson.Text(transport, "url"))));
        foreach (var place in places)
        {
            var type = ItemJson.Text(place, "type");
            if (ItemJson.Text(place, "url") is { } url
                && type is null or ServerTransport.StreamableHttp or ServerTransport.Sse or "streamable" or "http"
                && url.StartsWith("http", StringComparison.OrdinalIgnoreCase)
                && !url.Contains('{', StringComparison.Ordinal))
            {
                return (url, type == ServerTransport.Sse ? ServerTransport.Sse : ServerTransport.StreamableHttp);
            }
        }

        return (null, ServerTransport.Stdio);
    }

    /// <summary>A package that listens on the machine where it runs.</summary>
    private static bool IsAtClient(string? url) => !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.IsLoopback;

    private static IReadOnlyList<string> TagsOf(string name, JsonElement server, JsonElement? meta) =>
    [
        .. new[] { meta, ItemJson.Member(server, "_meta", JsonValueKind.Object) }
            .OfType<JsonElement>()
            .SelectMany(static additions => additions.EnumerateObject())
            .SelectMany(static addition => ItemJson.Tags(addition.Value))
            .Concat(name.Split(NameParts, StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal)
            .Take(MaxDerivedTags),
    ];
}
