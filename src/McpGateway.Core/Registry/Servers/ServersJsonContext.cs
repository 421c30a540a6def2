using System.Text.Json.Serialization;

namespace McpGateway.Core.Registry.Servers;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ServerRecord))]
[JsonSerializable(typeof(ServerToolsRecord))]
[JsonSerializable(typeof(ServerSecretsRecord))]
internal sealed partial class ServersJsonContext : JsonSerializerContext;
