using System.Text.Json;

namespace McpGateway.Core.Registry.Servers;

/// <summary>What a caller states about a server. Nothing of it is trusted before <see cref="ServerValidator"/> has seen it.</summary>
public sealed record ServerRegistration
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Path { get; init; }

    /// <summary>Null only for a server that is not proxied (transport <c>stdio</c>).</summary>
    public required string? ProxyPassUrl { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public int StatedTools { get; init; }

    public double StatedStars { get; init; }

    public bool IsPython { get; init; }

    public string License { get; init; } = "N/A";

    public IReadOnlyList<string> SupportedTransports { get; init; } = [ServerTransport.StreamableHttp];

    public string AuthType { get; init; } = "none";

    /// <summary>Null keeps what is stored, as for the other optional members below.</summary>
    public string? AuthProvider { get; init; }

    public string? McpEndpoint { get; init; }

    public string? SseEndpoint { get; init; }

    public string? Transport { get; init; }

    /// <summary>One of <see cref="Servers.PinMode"/>; empty for the gateway's own; null keeps what is stored.</summary>
    public string? PinMode { get; init; }

    /// <summary>One of <see cref="Servers.NewDefinitions"/>; empty for the gateway's own; null keeps what is stored.</summary>
    public string? NewDefinitions { get; init; }

    /// <summary>Whether the arguments of calls are recorded; null keeps what is stored.</summary>
    public bool? RecordsArguments { get; init; }

    /// <summary>
    /// Null keeps the stored headers. A value equal to <see cref="HeaderValidator.Mask"/> keeps the stored value of that header.
    /// </summary>
    public IReadOnlyList<ServerHeader>? Headers { get; init; }

    /// <summary>Null keeps what is known of the tools.</summary>
    public IReadOnlyList<ToolRecord>? Tools { get; init; }

    /// <summary>Whether <see cref="Tools"/> are what a former product's checks listed: for the operator's import alone.</summary>
    internal bool AreToolsListed { get; init; }

    public JsonElement? Meta { get; init; }

    /// <summary>Ratings to take over from another registry; null keeps the stored ones.</summary>
    public IReadOnlyList<StoredRating>? Ratings { get; init; }

    /// <summary>When another registry registered it; null for now. Does not change a registered server.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>Null keeps the state: off for a new server.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Which version of the server it is; null keeps what is stored.</summary>
    public string? Version { get; init; }

    /// <summary>One of <see cref="ItemVisibility"/>, or another word for it; null keeps what is stored, at first public.</summary>
    public string? Visibility { get; init; }

    /// <summary>Groups that see a group-restricted server; null keeps what is stored.</summary>
    public IReadOnlyList<string>? AllowedGroups { get; init; }

    /// <summary>Whether the draft is of another version than the server's default.</summary>
    internal bool IsOtherVersion { get; init; }

    /// <summary>Who owns the server that the draft is another version of; null for whoever registers it.</summary>
    internal string? Owner { get; init; }

    /// <summary>Where the draft was brought in from; null for what a caller states.</summary>
    internal ItemOrigin? Origin { get; init; }

    /// <summary>What was not understood and left out, for the answer.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
