using System.Text.Json;
using McpGateway.Core.Pins.Review;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Pins.Endpoints;

/// <summary>
/// Reads <c>{"definitions":[{"server_path":"/a","kind":"tool","name":"x","definition_hash":"…"}]}</c>. The kind is <c>tool</c> where it is
/// not stated, and the hash may be left out.
/// </summary>
internal static class DecisionBody
{
    private static readonly Error Shape = new(
        ErrorKind.Unprocessable,
        """The body must be {"definitions":[{"server_path":"…","kind":"tool","name":"…","definition_hash":"…"}]}""");

    public static async Task<Result<IReadOnlyList<PinDecision>>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await JsonBody.ReadTextAsync(request, cancellationToken) is not { } text)
        {
            return new Error(ErrorKind.TooLarge, "The body is too large");
        }

        if (JsonBody.ParseStrict(text) is not { ValueKind: JsonValueKind.Object } body
            || !body.TryGetProperty("definitions", out var list)
            || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() == 0)
        {
            return Shape;
        }

        var decisions = new List<PinDecision>();
        foreach (var item in list.EnumerateArray())
        {
            if (Read(item) is not { } decision)
            {
                return Shape;
            }

            decisions.Add(decision);
        }

        return decisions;
    }

    private static PinDecision? Read(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && item.TextOf("server_path") is { Length: > 0 } server
        && (!item.TryGetProperty("kind", out var stated) || stated.ValueKind == JsonValueKind.String)
        && PinKinds.Find(item.TextOf("kind")) is { } kind
        && (item.TextOf("name") ?? (kind == Proxy.Pins.DefinitionKind.Instructions ? "" : null)) is { } name
        && (!item.TryGetProperty("definition_hash", out var hash) || hash.ValueKind is JsonValueKind.String or JsonValueKind.Null)
            ? new(server, kind, name, item.TextOf("definition_hash"))
            : null;
}
