using System.Buffers;
using System.Text.Json;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// What versions of a server are called. Each is a server document of its own (ADR 49): the default under the path, every other under the
/// path, a colon and the version.
/// </summary>
public static class ServerVersions
{
    /// <summary>The word for the default version.</summary>
    public const string Latest = "latest";

    /// <summary>The end of the route at which the default version is chosen: no version is called so.</summary>
    private const string Default = "default";

    /// <summary>How many a server may have: each is checked, scanned and routed.</summary>
    public const int MaxVersions = 20;

    public const int MaxLength = 64;

    /// <summary>What a server is that nobody gave a version.</summary>
    private const string Unversioned = "1.0.0";

    /// <summary>The longest that the registry API lists; sources state what they like.</summary>
    private const int MaxListed = 255;

    /// <summary>Neither a slash nor a colon: it stands in addresses and in keys.</summary>
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._+");

    /// <summary>The key of another version than the default.</summary>
    /// <param name="path">Path of the server; slashes at its end make no difference.</param>
    public static string KeyOf(string path, string version)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Route.KeyOf(ServerPath.KeyOf(path), version);
    }

    /// <summary>The path that a key is of.</summary>
    public static string PathOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var end = key.IndexOf(':', StringComparison.Ordinal);
        return end < 0 ? key : key[..end];
    }

    /// <summary>Which version a server is, stated or not.</summary>
    public static string Of(ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var version = server.Version ?? server.Origin?.Version ?? MetaVersion(server.Meta);
        return version is { Length: > 0 and <= MaxListed } && version != Latest ? version : Unversioned;
    }

    /// <summary>What is wrong with a version; null when nothing is.</summary>
    public static string? ProblemOf(string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.Length is 0 or > MaxLength || version.AsSpan().ContainsAnyExcept(Allowed)
                ? $"Must be 1 to {MaxLength} letters, digits and - . _ +, for instance 2.1.0"
            : version.Equals(Latest, StringComparison.OrdinalIgnoreCase) || version.Equals(Default, StringComparison.OrdinalIgnoreCase)
                ? $"'{version}' stands for the default version: give the version itself"
            : null;
    }

    private static string? MetaVersion(JsonElement? meta) =>
        meta is { ValueKind: JsonValueKind.Object } members
        && members.TryGetProperty("version", out var version)
        && version.ValueKind == JsonValueKind.String
            ? version.GetString()
            : null;
}
