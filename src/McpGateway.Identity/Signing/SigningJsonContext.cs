using System.Text.Json.Serialization;

namespace McpGateway.Identity.Signing;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SigningKeyRecord))]
internal sealed partial class SigningJsonContext : JsonSerializerContext;
