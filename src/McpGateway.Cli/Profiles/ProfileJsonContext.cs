using System.Text.Json.Serialization;

namespace McpGateway.Cli.Profiles;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProfileList))]
[JsonSerializable(typeof(Credential))]
[JsonSerializable(typeof(Dictionary<string, Credential>), TypeInfoPropertyName = "Credentials")]
internal sealed partial class ProfileJsonContext : JsonSerializerContext;
