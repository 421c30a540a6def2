using System.Text.Json.Serialization;

namespace McpGateway.Access.Scopes;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScopeRecord))]
internal sealed partial class ScopesJsonContext : JsonSerializerContext;
