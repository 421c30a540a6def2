using System.Text.Json.Serialization;
using McpGateway.Core.Auth.AuthorizationServer.Authorize;
using McpGateway.Core.Auth.AuthorizationServer.Clients;
using McpGateway.Core.Auth.AuthorizationServer.Consents;
using McpGateway.Core.Auth.AuthorizationServer.Device;
using McpGateway.Core.Auth.AuthorizationServer.Grants;

namespace McpGateway.Core.Auth.AuthorizationServer;

/// <summary>How the documents of the authorization server are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(OAuthClientRecord))]
[JsonSerializable(typeof(GrantRecord))]
[JsonSerializable(typeof(CodeRecord))]
[JsonSerializable(typeof(ConsentRecord))]
[JsonSerializable(typeof(ConsentTicketRecord))]
[JsonSerializable(typeof(DeviceCodeRecord))]
[JsonSerializable(typeof(UserCodeRecord))]
internal sealed partial class OAuthStoreJsonContext : JsonSerializerContext;
