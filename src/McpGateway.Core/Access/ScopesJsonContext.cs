using System.Text.Json.Serialization;

namespace McpGateway.Core.Access;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScopeRecord))]
internal sealed partial class ScopesJsonContext : JsonSerializerContext;
