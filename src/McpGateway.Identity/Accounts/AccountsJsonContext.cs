using System.Text.Json.Serialization;

namespace McpGateway.Identity.Accounts;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LocalGroupRecord))]
internal sealed partial class AccountsJsonContext : JsonSerializerContext;
