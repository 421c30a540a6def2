using System.Text.Json.Serialization;

namespace McpGateway.AuthorizationServer.Device;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(DeviceCodeRecord))]
[JsonSerializable(typeof(UserCodeRecord))]
internal sealed partial class DeviceJsonContext : JsonSerializerContext;
