using System.Text.Json.Serialization;

namespace McpGateway.AuthorizationServer.Consents;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ConsentRecord))]
[JsonSerializable(typeof(ConsentTicketRecord))]
internal sealed partial class ConsentsJsonContext : JsonSerializerContext;
