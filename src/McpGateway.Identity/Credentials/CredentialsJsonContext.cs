using System.Text.Json.Serialization;

namespace McpGateway.Identity.Credentials;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RevokedTokenRecord))]
internal sealed partial class CredentialsJsonContext : JsonSerializerContext;
