using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace McpGateway.Core.Audit.Masking;

/// <summary>
/// Takes secrets out of values that go into the audit: by the names of members, by annotations that a schema or a registry document makes
/// (<c>isSecret</c>, <c>writeOnly</c>, <c>format: password</c>), and of sealed kinds everything that is not allowed by name.
/// </summary>
/// <param name="shown">Of a sealed kind, the members that are shown; null for a kind that is not sealed.</param>
internal sealed partial class FieldMask(IReadOnlySet<string>? shown)
{
    /// <summary>Stands where a secret was, so that there and not there stay apart.</summary>
    public const string Text = "********";

    private static readonly string[] SecretWords =
    [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "privatekey", "authorization", "credential", "cookie",
        "assertion", "verifier", "refreshhash", "formerhash", "managementhash", "rotatedby", "seed",
    ];

    /// <summary>Contain such a word and say nothing: addresses, times, numbers, and what is told about tokens.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorizationendpoint", "tokenendpoint", "tokenurl", "credentialsnotbefore", "isseededadministrator", "needscredentials",
    };

    /// <summary>Members whose values an annotation beside them makes secret.</summary>
    private static readonly string[] Annotated = ["value", "default", "const", "enum", "examples", "values"];

    /// <summary>Whether the value of a member is a secret by its name.</summary>
    public static bool IsSecretName(string name)
    {
        var bare = name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return !Harmless.Contains(bare) && SecretWords.Any(word => bare.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <param name="name">The member that the value is of; items of a list have their list's name.</param>
    /// <param name="value">The value; not changed.</param>
    public JsonNode? Of(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Object => OfObject(value),
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(item => Of(name, item))]),
        _ when IsHidden(name, value) => Text,
        JsonValueKind.String => WithoutCredentials(value.GetString()!),
        _ => JsonValue.Create(value),
    };

    private JsonObject OfObject(JsonElement value)
    {
        var isAnnotated = IsAnnotated(value);
        var members = new JsonObject();
        foreach (var member in value.EnumerateObject())
        {
            members[member.Name] = isAnnotated && Annotated.Contains(member.Name) ? Text
                : IsSecretName(member.Name) && member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                    && !IsAllowed(member.Name) ? Hidden(member)
                : Of(member.Name, member.Value);
        }

        return members;
    }

    /// <summary>A member with a secret name that holds more than one value, such as the properties of a schema.</summary>
    private JsonNode? Hidden(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("type", out _) ? OfObject(member.Value) : Text;

    private bool IsHidden(string name, JsonElement value) => shown is not null
        ? !IsAllowed(name)
        : IsSecretName(name) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False);

    private bool IsAllowed(string name) => shown?.Contains(name) == true;

    /// <summary>Whether an object says of itself that its value is a secret.</summary>
    public static bool IsAnnotated(JsonElement value) =>
        IsTrue(value, "isSecret") || IsTrue(value, "is_secret") || IsTrue(value, "writeOnly")
        || (value.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String && format.ValueEquals("password"));

    private static bool IsTrue(JsonElement value, string name) =>
        value.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    /// <summary>Addresses may hold a user and a password, and keys in their query: of them where they lead stays.</summary>
    private static string WithoutCredentials(string text) =>
        text.Contains("://", StringComparison.Ordinal) ? Address.Replace(text, static found => Masked(found.Value)) : text;

    private static string Masked(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        var query = address.IndexOfAny(['?', '#'], start) is >= 0 and var found ? found : address.Length;
        var end = address.IndexOf('/', start) is >= 0 and var path && path < query ? path : query;
        var at = address.LastIndexOf('@', end - 1);
        var place = at >= start ? $"{address[..start]}{Text}{address[at..query]}" : address[..query];
        return place + QueryValue.Replace(address[query..], "$1" + Text);
    }

    [GeneratedRegex(@"[A-Za-z][A-Za-z0-9+.\-]*://[^\s""'<>]+", RegexOptions.CultureInvariant)]
    private static partial Regex Address { get; }

    /// <summary>The value of a parameter, or all of one without a name.</summary>
    [GeneratedRegex(@"([?&#;](?>(?:[^=&#;]*=)?))[^&#;]+", RegexOptions.CultureInvariant)]
    private static partial Regex QueryValue { get; }
}
