using System.Text.Json;

namespace McpGateway.Contracts.Client;

/// <summary>What a refusal says, whichever of the API's forms it has.</summary>
internal static class RefusalText
{
    // A reason goes before a detail: where both are, the detail is advice in terms of the API.
    private static readonly string[] Members = ["reason", "detail", "error_description", "message", "error"];

    public static string Of(HttpResponseMessage response, JsonElement? json)
    {
        if (json is { ValueKind: JsonValueKind.Object } body)
        {
            var texts = Members.Select(name => Member(body, name)).OfType<string>().ToArray();
            if (texts.Length > 0)
            {
                return string.Join(' ', [texts[0], .. ItemsOf(body), Member(body, "suggestion") ?? ""]).TrimEnd();
            }
        }

        return $"{(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
    }

    /// <summary>What is wrong with each item of a request for many.</summary>
    private static IEnumerable<string> ItemsOf(JsonElement body) =>
        body.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
                .Where(static item => item.ValueKind == JsonValueKind.Object)
                .Select(static item => (Path: Member(item, "path"), Problems: Member(item, "problems")))
                .Where(static item => !string.IsNullOrEmpty(item.Problems))
                .Select(static item => $"{item.Path}: {item.Problems}.")
            : [];

    private static string? Member(JsonElement body, string name) => !body.TryGetProperty(name, out var value) ? null
        : value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { Length: > 0 } text => text,
            JsonValueKind.Object => Member(value, "message") ?? value.GetRawText(),
            JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(static item =>
                item.ValueKind == JsonValueKind.Object ? Member(item, "msg") ?? item.GetRawText() : item.ToString())),
            _ => null,
        };
}
