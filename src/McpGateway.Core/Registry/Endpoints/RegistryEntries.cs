using System.Globalization;
using System.Text.Json;
using McpGateway.Contracts.V0;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Writes servers in the form of the MCP registry API, within its limits.</summary>
internal static class RegistryEntries
{
    private const int MaxText = 100;
    private const int MaxVersion = 255;
    private const string Unversioned = "1.0.0";

    public static RegistryServerEntry Of(ServerView view, string origin)
    {
        var server = view.Server;
        return new(
            ServerOf(view, origin),
            new(
                new(WireTime.WithOffset(view.Health.LastChecked), view.Health.Status),
                new(
                    server.Origin?.OrphanedAt is null ? "active" : "deprecated", Time(server.RegisteredAt), Time(server.UpdatedAt),
                    IsLatest: true)));
    }

    public static RegistryServer ServerOf(ServerView view, string origin)
    {
        var server = view.Server;
        var stated = server.Origin?.ServerJson;
        return new()
        {
            Name = RegistryNames.Of(server),
            Description = Short(server.Description) is { Length: > 0 } text ? text : Short(server.ServerName),
            Version = VersionOf(server),
            Title = Short(server.ServerName),
            Repository = StatedServerJson.Repository(stated),
            WebsiteUrl = StatedServerJson.WebsiteUrl(stated),
            Packages = server.ProxyPassUrl is null ? StatedServerJson.Packages(stated) : null,
            Remotes = server.ProxyPassUrl is null
                ? null
                : [new(PublicServerAddress.TransportOf(server), PublicServerAddress.At(origin, server))],
            Meta = new(new(server.Path, server.IsEnabled, view.Health.Status, view.Tools, server.Tags, server.License)
            {
                FederatedFrom = server.Origin?.Source,
            }),
        };
    }

    /// <summary>What an entry says whatever the time: what its tag is computed of.</summary>
    public static RegistryServerEntry WithoutTimes(RegistryServerEntry entry) =>
        entry with { Meta = entry.Meta with { Registry = entry.Meta.Registry with { LastChecked = null } } };

    public static string VersionOf(ServerRecord server)
    {
        var version = server.Origin?.Version ?? MetaVersion(server.Meta);
        return version is { Length: > 0 and <= MaxVersion } && version != RegistryApiEndpoints.Latest ? version : Unversioned;
    }

    private static string? MetaVersion(JsonElement? meta) =>
        meta is { ValueKind: JsonValueKind.Object } members
        && members.TryGetProperty("version", out var version)
        && version.ValueKind == JsonValueKind.String
            ? version.GetString()
            : null;

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
