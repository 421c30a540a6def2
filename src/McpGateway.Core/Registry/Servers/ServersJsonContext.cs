using System.Text.Json.Serialization;

namespace McpGateway.Core.Registry.Servers;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ServerRecord))]
[JsonSerializable(typeof(ServerToolsRecord))]
[JsonSerializable(typeof(ServerSecretsRecord))]
[JsonSerializable(typeof(BuiltInMark))]
[JsonSerializable(typeof(RemovedServerRecord))]
[JsonSerializable(typeof(ServerTombstone))]
internal sealed partial class ServersJsonContext : JsonSerializerContext;
