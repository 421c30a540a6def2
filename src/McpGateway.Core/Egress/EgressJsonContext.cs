using System.Text.Json.Serialization;
using McpGateway.Core.Egress.Connections;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Settings;

namespace McpGateway.Core.Egress;

/// <summary>How the documents of this feature are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EgressSettingsRecord))]
[JsonSerializable(typeof(RegisteredClientRecord))]
[JsonSerializable(typeof(EgressTokensRecord))]
[JsonSerializable(typeof(PendingConnectRecord))]
internal sealed partial class EgressJsonContext : JsonSerializerContext;
