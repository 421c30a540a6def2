using System.Text.Json.Serialization;

namespace McpGateway.Cli.Connect;

[JsonSerializable(typeof(string))]
internal sealed partial class StringJsonContext : JsonSerializerContext;
