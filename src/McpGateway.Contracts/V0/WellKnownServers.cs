using System.Text.Json.Serialization;

namespace McpGateway.Contracts.V0;

/// <summary>Answer of <c>GET /.well-known/mcp-servers</c>.</summary>
public sealed record WellKnownServers(string Version, IReadOnlyList<WellKnownServer> Servers, WellKnownRegistry Registry);

/// <summary>A server that anybody may know of.</summary>
public sealed record WellKnownServer
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Url { get; init; }

    public required string Transport { get; init; }

    public required WellKnownAuthentication Authentication { get; init; }

    public required IReadOnlyList<string> Capabilities { get; init; }

    public required string HealthStatus { get; init; }

    public required IReadOnlyList<WellKnownTool> ToolsPreview { get; init; }
}

/// <summary>A tool in a preview.</summary>
public sealed record WellKnownTool(string Name, string Description);

/// <summary>What a client needs to call the server.</summary>
public sealed record WellKnownAuthentication
{
    public required string Type { get; init; }

    public required bool Required { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AuthorizationUrl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Provider { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Scopes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Header { get; init; }
}

/// <summary>Who answers.</summary>
public sealed record WellKnownRegistry(string Name, string Description, string Version, WellKnownContact Contact);

/// <summary>Whom to ask.</summary>
/// <param name="Url">The gateway's own address.</param>
/// <param name="Support">Whom its users write to, as configured; left out when nobody is named.</param>
public sealed record WellKnownContact(string Url, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Support);
