using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AgentSupport.A2a;

/// <summary>JSON as A2A writes it (ProtoJSON): camelCase, absent instead of null.</summary>
public static class A2aJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonElement Element<T>(T value) => JsonSerializer.SerializeToElement(value, Options);

    public static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Options);

    /// <exception cref="JsonException">The JSON has another shape.</exception>
    public static T Read<T>(JsonElement json) => json.Deserialize<T>(Options) ?? throw new JsonException("null where a value has to be.");
}
