using System.Text.Json.Serialization;

namespace McpGateway.AuthorizationServer.Authorize;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CodeRecord))]
internal sealed partial class AuthorizeJsonContext : JsonSerializerContext;
