using System.Text.Json.Serialization;

namespace McpGateway.Identity.Clients;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OAuthClientRecord))]
public sealed partial class ClientsJsonContext : JsonSerializerContext;
