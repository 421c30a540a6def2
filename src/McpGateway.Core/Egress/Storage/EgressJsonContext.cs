using System.Text.Json.Serialization;

namespace McpGateway.Core.Egress.Storage;

/// <summary>How the documents of this feature are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EgressSettingsRecord))]
[JsonSerializable(typeof(RegisteredClientRecord))]
[JsonSerializable(typeof(EgressTokensRecord))]
[JsonSerializable(typeof(PendingConnectRecord))]
internal sealed partial class EgressJsonContext : JsonSerializerContext;
