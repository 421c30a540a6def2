using System.Globalization;
using McpGateway.Contracts.V0;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Writes servers in the form of the MCP registry API, within its limits.</summary>
internal static class RegistryEntries
{
    private const int MaxText = 100;

    public static RegistryServerEntry Of(ServerView view, string origin)
    {
        var server = view.Server;
        var orphaned = server.Origin?.OrphanedAt;
        return new(
            ServerOf(view, origin),
            new(
                new(WireTime.WithOffset(view.Health.LastChecked), view.Health.Status),
                new(
                    orphaned is null ? "active" : "deprecated", Time(server.RegisteredAt), Time(server.UpdatedAt),
                    IsLatest: !server.IsOtherVersion)
                {
                    StatusChangedAt = Time(orphaned ?? server.RegisteredAt),
                }));
    }

    /// <summary>A version that is gone: what it was called, and nothing that could be called.</summary>
    public static RegistryServerEntry OfGone(ServerRecord server, bool isLatest)
    {
        var deleted = Time(server.UpdatedAt);
        return new(
            ServerOf(new(server, HealthView.Unknown, Tools: 0, ChangedTools: 0, MayModify: false), origin: ""),
            new(
                new(null, HealthView.Unknown.Status),
                new("deleted", Time(server.RegisteredAt), deleted, isLatest) { StatusChangedAt = deleted }));
    }

    public static RegistryServer ServerOf(ServerView view, string origin)
    {
        var server = view.Server;
        var stated = server.Origin?.ServerJson;
        return new()
        {
            Name = RegistryNames.Of(server),
            Description = Short(server.Description) is { Length: > 0 } text ? text : Short(server.ServerName),
            Version = ServerVersions.Of(server),
            Title = Short(server.ServerName),
            Repository = StatedServerJson.Repository(stated),
            WebsiteUrl = StatedServerJson.WebsiteUrl(stated),
            Packages = server.ProxyPassUrl is null ? StatedServerJson.Packages(stated) : null,
            Remotes = server.ProxyPassUrl is null
                ? null
                : [new(PublicServerAddress.TransportOf(server), PublicServerAddress.At(origin, server)) { Headers = HeadersOf(server) }],
            Meta = new(new(server.Path, server.IsEnabled, view.Health.Status, view.Tools, server.Tags, server.License)
            {
                FederatedFrom = server.Origin?.Source,
            }),
        };
    }

    /// <summary>What an entry says whatever the time: what its tag is computed of.</summary>
    public static RegistryServerEntry WithoutTimes(RegistryServerEntry entry) =>
        entry with { Meta = entry.Meta with { Registry = entry.Meta.Registry with { LastChecked = null } } };

    /// <summary>What makes a client's requests reach another version than the default.</summary>
    private static IReadOnlyList<RegistryHeader>? HeadersOf(ServerRecord server) =>
        server.IsOtherVersion ? [new(GatewayHeaders.ServerVersion, server.Version!)] : null;

    private static string Short(string text)
    {
        if (text.Length <= MaxText)
        {
            return text;
        }

        // Not between the halves of a surrogate pair.
        var end = char.IsHighSurrogate(text[MaxText - 2]) ? MaxText - 2 : MaxText - 1;
        return text[..end] + "…";
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
