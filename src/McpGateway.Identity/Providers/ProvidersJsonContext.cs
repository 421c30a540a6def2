using System.Text.Json.Serialization;

namespace McpGateway.Identity.Providers;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignInAttempt))]
[JsonSerializable(typeof(UsedStateRecord))]
internal sealed partial class ProvidersJsonContext : JsonSerializerContext;
