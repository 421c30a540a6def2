using System.Text.Json.Serialization;

namespace McpGateway.Identity.Entra.Graph;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GraphPage<GraphUser>), TypeInfoPropertyName = "Users")]
[JsonSerializable(typeof(GraphPage<GraphGroup>), TypeInfoPropertyName = "Groups")]
[JsonSerializable(typeof(GraphPage<GraphObject>), TypeInfoPropertyName = "Objects")]
[JsonSerializable(typeof(GraphPage<GraphPrincipal>), TypeInfoPropertyName = "Principals")]
[JsonSerializable(typeof(GraphApplication))]
[JsonSerializable(typeof(GraphSecret))]
[JsonSerializable(typeof(BatchAnswer))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(GroupBody))]
[JsonSerializable(typeof(MemberBody))]
[JsonSerializable(typeof(ApplicationBody))]
[JsonSerializable(typeof(PrincipalBody))]
[JsonSerializable(typeof(SecretBody))]
[JsonSerializable(typeof(BatchBody))]
internal sealed partial class GraphJsonContext : JsonSerializerContext;
