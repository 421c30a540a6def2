using System.Text.Json.Serialization;

namespace McpGateway.Core.Federation;

/// <summary>A source of servers or agents, as configured. Part of <see cref="FederationConfigRecord"/>, which is sealed.</summary>
public sealed record SourceRecord
{
    /// <summary>Lower-case letters, digits and <c>-</c>, at most 40: it begins the paths of what would collide.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="SourceKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>Base address of its API; of a document its address, or <c>file:</c> and the file's name.</summary>
    public string Endpoint { get; init; } = "";

    public bool Enabled { get; init; }

    public bool SyncOnStartup { get; init; }

    /// <summary>Minutes between two runs; null for none.</summary>
    public int? IntervalMinutes { get; init; }

    /// <summary>When to run, in UTC (cron with five fields); null for never. Beside an interval both count.</summary>
    public string? Cron { get; init; }

    /// <summary>Only these items (names or ids, as the source calls them); empty for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Only items with one of these tags; empty for all.</summary>
    public IReadOnlyList<string> TagFilters { get; init; } = [];

    /// <summary>Whether what the source no longer has is removed; otherwise it is marked and stays.</summary>
    public bool RemovesMissing { get; init; }

    /// <summary>
    /// Whether new items begin switched on; null: when they are named one by one. What an operator switched later stays as it is.
    /// </summary>
    public bool? SwitchesOn { get; init; }

    /// <summary>A bearer token for the source.</summary>
    public string? Token { get; init; }

    /// <summary>Where tokens are had with <see cref="ClientId"/>; null where <see cref="Token"/> is all there is.</summary>
    public string? TokenUrl { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    /// <summary>For sources whose tokens are had by refreshing.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>
    /// Name of a variable of the environment with <c>client_id:client_secret</c> or a token; see <see cref="FederationOptions"/>.
    /// </summary>
    public string? AuthEnvVar { get; init; }

    /// <summary>Whether new items begin switched on.</summary>
    [JsonIgnore]
    public bool StartsOn => SwitchesOn ?? Names.Count > 0;

    /// <summary>Without the secrets.</summary>
    public override string ToString() => Id;
}

/// <summary>Kinds of sources.</summary>
public static class SourceKinds
{
    /// <summary>The MCP registry API; its source in the contract has this id, too.</summary>
    public const string Registry = "anthropic";

    /// <summary>Workday's Agent System of Record; its source in the contract has this id, too.</summary>
    public const string Asor = "asor";

    /// <summary>Another gateway, of this product or of the Python product.</summary>
    public const string Peer = "peer";

    /// <summary>A JSON document at an address or in a file.</summary>
    public const string Document = "document";

    public static readonly IReadOnlyList<string> All = [Registry, Asor, Peer, Document];

    /// <summary>The tags that items of a source get, so that pages and searches tell them apart.</summary>
    public static IReadOnlyList<string> TagsOf(SourceRecord source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Kind switch
        {
            Registry => ["anthropic-registry", "federated"],
            Asor => ["asor", "federated", "workday"],
            Peer => ["federated", $"peer-{source.Id}"],
            _ => ["federated", source.Id],
        };
    }
}
