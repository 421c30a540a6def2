using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace McpGateway.Contracts.Client;

/// <summary>What the gateway answered to a request that it did not refuse.</summary>
/// <param name="Status">Status of the answer, 200 to 299.</param>
/// <param name="Json">The body as it came, so that members unknown here are not lost; <c>Undefined</c> when there was none.</param>
/// <param name="Text">The body where it is no JSON; null otherwise.</param>
public sealed record GatewayAnswer(HttpStatusCode Status, JsonElement Json, string? Text)
{
    /// <summary>The body as the record that its route answers.</summary>
    /// <exception cref="JsonException">It is another: this is not the gateway that the program was made for.</exception>
    public T Read<T>(JsonTypeInfo<T> type) =>
        (Json.ValueKind == JsonValueKind.Undefined ? default : Json.Deserialize(type))
        ?? throw new JsonException($"The answer is empty where a {typeof(T).Name} was expected.");
}
