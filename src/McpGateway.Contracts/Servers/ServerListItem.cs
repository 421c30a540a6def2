using System.Text.Json.Serialization;

namespace McpGateway.Contracts.Servers;

/// <summary>A server in <c>GET /api/servers</c>.</summary>
public sealed record ServerListItem
{
    public required string DisplayName { get; init; }

    public required string Path { get; init; }

    public required string Description { get; init; }

    /// <summary>Upstream address; without its query for those who may not modify the server.</summary>
    public required string? ProxyPassUrl { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>True while nothing of it is offered, because its definitions were not scanned yet; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsHeld { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Number of tools that the caller may call.</summary>
    public required int NumTools { get; init; }

    public required double NumStars { get; init; }

    public required bool IsPython { get; init; }

    public required string License { get; init; }

    /// <summary><c>healthy</c>, <c>unhealthy</c>, <c>disabled</c> or <c>unknown</c>: nothing else.</summary>
    public required string HealthStatus { get; init; }

    public required string? LastCheckedIso { get; init; }

    public required IReadOnlyList<string> SupportedTransports { get; init; }

    public required string AuthType { get; init; }

    /// <summary>Number of tools whose definition changed since it was approved.</summary>
    public required int ChangedTools { get; init; }

    /// <summary><c>private</c> or <c>group-restricted</c>; left out for what everybody sees whom rules allow it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Visibility { get; init; }

    /// <summary>The source that it was brought in from and is changed at; left out for a server that was registered here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>True when that source no longer has it; left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsOrphaned { get; init; }
}

/// <summary>Answer of <c>GET /api/servers</c>.</summary>
public sealed record ServerList(IReadOnlyList<ServerListItem> Servers);

/// <summary>A server in <c>GET /api/internal/list</c>.</summary>
public sealed record InternalListItem
{
    public required string ServerName { get; init; }

    public required string Path { get; init; }

    public required string Description { get; init; }

    public required string? ProxyPassUrl { get; init; }

    public required bool IsEnabled { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required int NumTools { get; init; }

    public required double NumStars { get; init; }

    public required bool IsPython { get; init; }

    public required string License { get; init; }

    /// <summary>Raw status.</summary>
    public required string HealthStatus { get; init; }

    public required string? LastCheckedIso { get; init; }

    public required IReadOnlyList<Tool> ToolList { get; init; }
}

/// <summary>Answer of <c>GET /api/internal/list</c>.</summary>
public sealed record InternalList(IReadOnlyList<InternalListItem> Services, int TotalCount);
