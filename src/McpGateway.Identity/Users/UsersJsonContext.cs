using System.Text.Json.Serialization;

namespace McpGateway.Identity.Users;

/// <summary>How the documents of this folder are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserRecord))]
[JsonSerializable(typeof(RevokedSubjectRecord))]
internal sealed partial class UsersJsonContext : JsonSerializerContext;
