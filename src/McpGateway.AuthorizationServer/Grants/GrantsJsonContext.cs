using System.Text.Json.Serialization;

namespace McpGateway.AuthorizationServer.Grants;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(GrantRecord))]
internal sealed partial class GrantsJsonContext : JsonSerializerContext;
