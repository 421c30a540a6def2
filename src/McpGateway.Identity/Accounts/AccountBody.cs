using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation.Http;

namespace McpGateway.Identity.Accounts;

/// <summary>Reads the bodies of the management API. Problems are collected and answered together.</summary>
internal sealed class AccountBody(JsonElement root)
{
    private const int MaxGroups = 500;

    public Validation422 Problems { get; } = new();

    public string Text(string name, string? alias = null, bool isRequired = true)
    {
        var found = root.TryGetProperty(name, out var member) || (alias is not null && root.TryGetProperty(alias, out member));
        if (!found || (!isRequired && member.ValueKind == JsonValueKind.Null))
        {
            if (isRequired)
            {
                Problems.Missing("body", name, Node(root));
            }

            return "";
        }

        if (!StrictJson.TryReadString(member, out var text))
        {
            Problems.Add("string_type", ["body", name], "Input should be a valid string", Node(member));
            return "";
        }

        if (isRequired && text!.Length == 0)
        {
            Problems.Add(
                "string_too_short", ["body", name], "String should have at least 1 character", "", new JsonObject { ["min_length"] = 1 });
        }

        return text!;
    }

    public string Email(string name)
    {
        var text = Text(name);
        if (text.Length > 0 && !AccountValidator.IsEmail(text))
        {
            Problems.Add(
                "value_error", ["body", name],
                "value is not a valid email address: It must have exactly one @-sign and a domain with a period.", text,
                new JsonObject { ["reason"] = "It must have exactly one @-sign and a domain with a period." });
        }

        return text;
    }

    public IReadOnlyList<string>? Groups(bool isRequired)
    {
        if (!root.TryGetProperty("groups", out var member) || (!isRequired && member.ValueKind == JsonValueKind.Null))
        {
            if (isRequired)
            {
                Problems.Missing("body", "groups", Node(root));
            }

            return null;
        }

        if (member.ValueKind != JsonValueKind.Array
            || member.GetArrayLength() > MaxGroups
            || !StrictJson.TryReadStrings(root, "groups", out var groups))
        {
            Problems.Add("list_type", ["body", "groups"], $"Input should be a valid list of at most {MaxGroups} strings", Node(member));
            return null;
        }

        if (groups.Count == 0 && isRequired)
        {
            Problems.Add(
                "too_short", ["body", "groups"], "List should have at least 1 item after validation, not 0", new JsonArray(),
                new JsonObject { ["field_type"] = "List", ["min_length"] = 1, ["actual_length"] = 0 });
        }

        return groups;
    }

    public bool? Boolean(string name)
    {
        if (!root.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (member.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return member.GetBoolean();
        }

        Problems.Add("bool_type", ["body", name], "Input should be a valid boolean", Node(member));
        return null;
    }

    /// <summary>A member that may be left out, be null or be empty, which all say the same.</summary>
    public string? Optional(string name) => Text(name, isRequired: false) is { Length: > 0 } text ? text : null;

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
