using System.Text.Json.Nodes;

namespace McpGateway.Foundation;

/// <summary>
/// The <c>input</c> of a validation item: what the caller sent, without its secrets. Answers end up in logs and tickets, and whoever reads
/// them there is not who sent them. A secret is told by the name of its field; an address loses its user, password and query.
/// </summary>
internal static class InputMask
{
    /// <summary>Stands where a secret was, so that "sent" and "not sent" stay apart.</summary>
    public const string Text = "********";

    private static readonly string[] SecretWords =
    [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "privatekey", "authorization", "credential", "cookie", "header",
        "assertion",
    ];

    /// <param name="field">Name of the field that the value was sent in; the empty text for the whole body.</param>
    /// <param name="input">The value; not changed.</param>
    public static JsonNode? Of(string field, JsonNode? input) => input switch
    {
        null => null,
        _ when IsSecret(field) => Text,
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Of(member.Key, member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Of(field, item))]),
        JsonValue value when value.TryGetValue<string>(out var text) => OfText(field, text),
        _ => input.DeepClone(),
    };

    /// <param name="location">Where the value was: <c>body</c>, then names and indexes. One secret name on the way is enough.</param>
    /// <param name="input">The value; not changed.</param>
    public static JsonNode? Of(JsonArray location, JsonNode? input)
    {
        var names = location.Skip(1).OfType<JsonValue>().Select(name => name.TryGetValue<string>(out var text) ? text : "").ToArray();
        return Of(names.FirstOrDefault(IsSecret) ?? names.LastOrDefault(name => name.Length > 0) ?? "", input);
    }

    private static bool IsSecret(string field)
    {
        var name = field.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return !name.EndsWith("endpoint", StringComparison.OrdinalIgnoreCase) && HasSecretWord(name);
    }

    private static bool HasSecretWord(string text) => SecretWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A body that is one text may be a form, or anything: no names tell what is in it but those that it contains.</summary>
    private static string OfText(string field, string text) =>
        field.Length == 0 && HasSecretWord(text.Replace("_", "", StringComparison.Ordinal)) ? Text : WithoutCredentials(text);

    private static string WithoutCredentials(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        if (start < 0)
        {
            return text;
        }

        // To the last '@': a password that was not escaped may hold any character.
        var end = text.LastIndexOf('@');
        var address = end > start ? $"{text[..(start + 3)]}{Text}{text[end..]}" : text;
        var query = address.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? address : address[..(query + 1)] + Text;
    }
}
