using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// A registered server as stored (kind <c>servers</c>, key = <see cref="Key"/>). What discovery finds is kept apart in
/// <see cref="ServerToolsRecord"/>, what health checks find in <c>Core/Health</c>, and header values in <see cref="ServerSecretsRecord"/>,
/// so that their writers do not collide.
/// </summary>
public sealed record ServerRecord
{
    /// <summary>Display name.</summary>
    public required string ServerName { get; init; }

    public required string Description { get; init; }

    /// <summary>The path as registered, which clients concatenate with <c>mcp</c>; may end in a slash.</summary>
    public required string Path { get; init; }

    /// <summary>Upstream address. Null for servers that cannot be proxied (stdio packages).</summary>
    public string? ProxyPassUrl { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool IsPython { get; init; }

    public string License { get; init; } = "N/A";

    public IReadOnlyList<string> SupportedTransports { get; init; } = [ServerTransport.StreamableHttp];

    /// <summary><c>none</c>, <c>oauth</c>, <c>api-key</c>, …</summary>
    public string AuthType { get; init; } = "none";

    public string? AuthProvider { get; init; }

    public string? McpEndpoint { get; init; }

    public string? SseEndpoint { get; init; }

    public string? Transport { get; init; }

    public bool IsEnabled { get; init; }

    /// <summary>
    /// Nothing of it is offered yet, because what it offers was never looked at (<see cref="IOfferHold"/>). Only new servers are held, and
    /// those only once.
    /// </summary>
    public bool IsHeld { get; init; }

    /// <summary>Registered by the product itself (<c>currenttime</c>, <c>mcpgw</c>).</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>One of <see cref="ItemVisibility"/>.</summary>
    public string Visibility { get; init; } = ItemVisibility.Public;

    /// <summary>Groups that see a group-restricted server.</summary>
    public IReadOnlyList<string> AllowedGroups { get; init; } = [];

    public required string RegisteredBy { get; init; }

    /// <summary>
    /// Identity of whoever registered it, which alone sees it beside administrators while it is private; null for one of which that is not
    /// known.
    /// </summary>
    public string? OwnerSubject { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public IReadOnlyList<StoredRating> Ratings { get; init; } = [];

    /// <summary>Number of tools as stated at registration; what discovery found wins.</summary>
    public int StatedTools { get; init; }

    /// <summary>Stars as stated at registration; ratings win.</summary>
    public double StatedStars { get; init; }

    /// <summary>One of <see cref="Servers.PinMode"/>; null for the gateway's own.</summary>
    public string? PinMode { get; init; }

    /// <summary>One of <see cref="Servers.NewDefinitions"/>; null for the gateway's own.</summary>
    public string? NewDefinitions { get; init; }

    /// <summary>Whether the arguments of calls are recorded, without secrets. Results never are.</summary>
    public bool RecordsArguments { get; init; }

    /// <summary>Members of the reference's document that this product stores without using them (for instance <c>_meta</c>).</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>Where it was brought in from; null for a server that was registered here.</summary>
    public ItemOrigin? Origin { get; init; }

    /// <summary>
    /// Which version of the server it is, as stated; null for one that nobody gave a version. See <see cref="ServerVersions"/>.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>
    /// Whether it stands beside the default version at the same path, and is reached by asking for it. False for a server's default
    /// version, which most servers have alone.
    /// </summary>
    public bool IsOtherVersion { get; init; }

    /// <summary>Mean of the ratings; as stated at registration while nobody has rated.</summary>
    [JsonIgnore]
    public double Stars => RatingList.Mean(Ratings) ?? StatedStars;

    /// <summary>
    /// Unique: the canonical path (leading slash, no trailing slash), and for another version than the default the version.
    /// </summary>
    [JsonIgnore]
    public string Key => IsOtherVersion ? ServerVersions.KeyOf(Path, Version ?? "") : Path.TrimEnd('/');

    /// <summary>
    /// What operations and the API find it by: the path as registered, and for another version than the default its key.
    /// </summary>
    [JsonIgnore]
    public string Address => IsOtherVersion ? Key : Path;

    /// <summary>With what all versions of a server have in common taken from its default version.</summary>
    internal ServerRecord SharingWith(ServerRecord server) => this with
    {
        ServerName = server.ServerName,
        Visibility = server.Visibility,
        AllowedGroups = server.AllowedGroups,
        OwnerSubject = server.OwnerSubject,
    };

    /// <summary>The name that access rules use: the path without slashes at its ends.</summary>
    [JsonIgnore]
    public string TechnicalName => Path.Trim('/');
}
