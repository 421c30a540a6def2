using System.Text.Json.Serialization;
using McpGateway.Core.Auth.Accounts;
using McpGateway.Core.Auth.ApiTokens;
using McpGateway.Core.Auth.Credentials;
using McpGateway.Core.Auth.Providers;
using McpGateway.Core.Auth.Sessions;
using McpGateway.Core.Auth.Signing;
using McpGateway.Core.Auth.Users;

namespace McpGateway.Core.Auth;

/// <summary>How the documents of this feature are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserRecord))]
[JsonSerializable(typeof(RevokedSubjectRecord))]
[JsonSerializable(typeof(LocalGroupRecord))]
[JsonSerializable(typeof(SignInAttempt))]
[JsonSerializable(typeof(UsedStateRecord))]
[JsonSerializable(typeof(SigningKeyRecord))]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(RevokedTokenRecord))]
[JsonSerializable(typeof(VendedTokenRecord))]
[JsonSerializable(typeof(VendingCountRecord))]
internal sealed partial class AuthStoreJsonContext : JsonSerializerContext;
