using System.Text.Json.Serialization;

namespace McpGateway.Identity.ApiTokens;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VendedTokenRecord))]
[JsonSerializable(typeof(VendingCountRecord))]
internal sealed partial class ApiTokensJsonContext : JsonSerializerContext;
