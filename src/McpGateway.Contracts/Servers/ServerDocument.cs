using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGateway.Contracts.Servers;

/// <summary>A server in full. Members that may be absent are absent when null; header values are always masked.</summary>
public sealed record ServerDocument
{
    public required string ServerName { get; init; }

    public required string Description { get; init; }

    public required string Path { get; init; }

    public required string? ProxyPassUrl { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required int NumTools { get; init; }

    public required double NumStars { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Rating>? RatingDetails { get; init; }

    public required bool IsPython { get; init; }

    public required string License { get; init; }

    public required IReadOnlyList<Tool> ToolList { get; init; }

    public required IReadOnlyList<string> SupportedTransports { get; init; }

    public required string AuthType { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AuthProvider { get; init; }

    /// <summary>One object per header, its value masked: <c>[{"X-Api-Key":"********"}]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyDictionary<string, string>>? Headers { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? McpEndpoint { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SseEndpoint { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Transport { get; init; }

    public required bool IsEnabled { get; init; }

    public required string RegisteredAt { get; init; }

    public required string UpdatedAt { get; init; }

    public required string RegisteredBy { get; init; }

    /// <summary><c>public</c>, <c>private</c> or <c>group-restricted</c>.</summary>
    public string Visibility { get; init; } = "public";

    /// <summary>Groups that see a group-restricted server; left out where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AllowedGroups { get; init; }

    [JsonPropertyName("_meta")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Meta { get; init; }
}

/// <summary>One caller's rating.</summary>
public sealed record Rating(string User, [property: JsonPropertyName("rating")] int Value);

/// <summary>Answer of <c>GET /api/servers/{path}/rating</c>.</summary>
public sealed record RatingSummary(double NumStars, IReadOnlyList<Rating> RatingDetails);

/// <summary>Answer of <c>POST /api/servers/{path}/rate</c>.</summary>
public sealed record Rated(string Message, double AverageRating);
