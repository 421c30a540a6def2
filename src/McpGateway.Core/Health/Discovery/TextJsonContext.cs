using System.Text.Json.Serialization;

namespace McpGateway.Core.Health.Discovery;

[JsonSerializable(typeof(string))]
internal sealed partial class TextJsonContext : JsonSerializerContext;
