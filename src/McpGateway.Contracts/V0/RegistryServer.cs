using System.Text.Json.Serialization;

namespace McpGateway.Contracts.V0;

/// <summary>Answer of <c>GET /v0.1/servers</c> and of the versions of one server.</summary>
public sealed record RegistryServerList(IReadOnlyList<RegistryServerEntry> Servers, RegistryListMetadata Metadata);

/// <summary>Paging of a list.</summary>
public sealed record RegistryListMetadata([property: JsonPropertyName("nextCursor")] string? NextCursor, int Count);

/// <summary>One server with what the registry knows of it.</summary>
public sealed record RegistryServerEntry(RegistryServer Server, [property: JsonPropertyName("_meta")] RegistryEntryMeta Meta);

/// <summary>A server in the form of the MCP registry API.</summary>
public sealed record RegistryServer
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Version { get; init; }

    public required string Title { get; init; }

    /// <summary>Always null: where the source of a server lives is not recorded.</summary>
    public string? Repository { get; init; }

    [JsonPropertyName("websiteUrl")]
    public string? WebsiteUrl { get; init; }

    public required IReadOnlyList<RegistryPackage> Packages { get; init; }

    [JsonPropertyName("_meta")]
    public required RegistryServerMeta Meta { get; init; }
}

/// <summary>How the server is reached.</summary>
public sealed record RegistryPackage
{
    [JsonPropertyName("registryType")]
    public string RegistryType { get; } = "mcpb";

    public required string Identifier { get; init; }

    public required string Version { get; init; }

    [JsonPropertyName("registryBaseUrl")]
    public string? RegistryBaseUrl { get; init; }

    public required RegistryTransport Transport { get; init; }

    [JsonPropertyName("runtimeHint")]
    public string RuntimeHint { get; } = "docker";
}

/// <summary>Transport of a server: always the gateway's own address.</summary>
public sealed record RegistryTransport(string Type, string Url);

/// <summary>Namespaced additions to a server.</summary>
public sealed record RegistryServerMeta([property: JsonPropertyName("io.mcpgateway/internal")] RegistryInternalMeta Internal);

/// <summary>What this registry adds to a server.</summary>
public sealed record RegistryInternalMeta(
    string Path, bool IsEnabled, string HealthStatus, int NumTools, IReadOnlyList<string> Tags, string License);

/// <summary>Namespaced additions to an entry.</summary>
public sealed record RegistryEntryMeta([property: JsonPropertyName("io.mcpgateway/registry")] RegistryCheckMeta Registry);

/// <summary>What this registry adds to an entry.</summary>
public sealed record RegistryCheckMeta(string? LastChecked, string HealthStatus);
