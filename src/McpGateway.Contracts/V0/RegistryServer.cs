using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGateway.Contracts.V0;

/// <summary>Answer of <c>GET /v0.1/servers</c> and of the versions of one server.</summary>
public sealed record RegistryServerList(IReadOnlyList<RegistryServerEntry> Servers, RegistryListMetadata Metadata);

/// <summary>Paging of a list.</summary>
/// <param name="NextCursor">What to ask the next page with; left out on the last one.</param>
/// <param name="Count">Entries on this page.</param>
public sealed record RegistryListMetadata(
    [property: JsonPropertyName("nextCursor"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NextCursor,
    int Count);

/// <summary>One server with what the registry knows of it.</summary>
public sealed record RegistryServerEntry(RegistryServer Server, [property: JsonPropertyName("_meta")] RegistryEntryMeta Meta);

/// <summary>
/// A server in the form of the MCP registry API (<c>server.json</c> of 2025-12-11). That form knows no null: what there is not is left
/// out.
/// </summary>
public sealed record RegistryServer
{
    /// <summary>The version of the form that this product writes.</summary>
    public const string CurrentSchema = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

    [JsonPropertyName("$schema")]
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Namespace and name with exactly one slash between them.</summary>
    public required string Name { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public required string Description { get; init; }

    public required string Version { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Where the source is, as the registry states it that the server comes from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Repository { get; init; }

    [JsonPropertyName("websiteUrl"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WebsiteUrl { get; init; }

    /// <summary>Packages of a server that runs at the client, as the registry states them that the server comes from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonElement>? Packages { get; init; }

    /// <summary>Where the server is called: always the gateway's own address. Left out for a server that is not proxied.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RegistryTransport>? Remotes { get; init; }

    [JsonPropertyName("_meta")]
    public required RegistryServerMeta Meta { get; init; }
}

/// <summary>Transport of a server.</summary>
/// <param name="Type"><c>streamable-http</c> or <c>sse</c>.</param>
/// <param name="Url">Absolute.</param>
public sealed record RegistryTransport(string Type, string Url)
{
    /// <summary>Headers that requests have to have; left out when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RegistryHeader>? Headers { get; init; }
}

/// <summary>A header of requests to a server.</summary>
public sealed record RegistryHeader(string Name, string Value);

/// <summary>Namespaced additions to a server.</summary>
public sealed record RegistryServerMeta([property: JsonPropertyName("io.mcpgateway/internal")] RegistryInternalMeta Internal);

/// <summary>What this registry adds to a server.</summary>
public sealed record RegistryInternalMeta(
    string Path, bool IsEnabled, string HealthStatus, int NumTools, IReadOnlyList<string> Tags, string License)
{
    /// <summary>The source that the server was brought in from; left out for servers of this registry's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FederatedFrom { get; init; }
}

/// <summary>Namespaced additions to an entry.</summary>
public sealed record RegistryEntryMeta(
    [property: JsonPropertyName("io.mcpgateway/registry")] RegistryCheckMeta Registry,
    [property: JsonPropertyName("io.modelcontextprotocol.registry/official")] RegistryOfficialMeta Official);

/// <summary>What this registry adds to an entry.</summary>
public sealed record RegistryCheckMeta(string? LastChecked, string HealthStatus);

/// <summary>What every registry states of an entry.</summary>
/// <param name="Status"><c>active</c>, <c>deprecated</c> (its source no longer has it) or <c>deleted</c>.</param>
/// <param name="PublishedAt">When it was registered here (RFC 3339).</param>
/// <param name="UpdatedAt">When it was last changed here (RFC 3339).</param>
/// <param name="IsLatest">Whether it is the default version, which is served without asking for one.</param>
public sealed record RegistryOfficialMeta(
    string Status,
    [property: JsonPropertyName("publishedAt")] string PublishedAt,
    [property: JsonPropertyName("updatedAt")] string UpdatedAt,
    [property: JsonPropertyName("isLatest")] bool IsLatest)
{
    /// <summary>Since when it has the status (RFC 3339); left out by registries that do not say.</summary>
    [JsonPropertyName("statusChangedAt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusChangedAt { get; init; }
}
