using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Audit.Masking;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Core.Audit.Changes;

/// <summary>Finds what is different between two bodies of a document, field by field, without its secrets.</summary>
internal static class FieldChanges
{
    /// <summary>Fields of one event. The rest is counted.</summary>
    private const int MaxFields = 200;

    /// <summary>Characters of one value; a longer one is named by its length and hash.</summary>
    private const int MaxValueLength = 8_000;

    /// <summary>Characters of all values of one event.</summary>
    private const int MaxLength = 64_000;

    /// <summary>How deep members are told apart; below that a value is compared as a whole.</summary>
    private const int MaxDepth = 4;

    /// <param name="before">Null for a document that is new.</param>
    /// <param name="after">Null for one that is gone.</param>
    /// <param name="mask">What is taken out.</param>
    public static FieldDifference Between(JsonElement? before, JsonElement? after, FieldMask mask)
    {
        var (old, now) = (FieldsOf(before), FieldsOf(after));
        var changes = new List<AuditChange>();
        var names = new List<string>();
        var length = 0;
        foreach (var field in old.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (was, isNow) = (Find(old, field), Find(now, field));
            if (was is { } left && isNow is { } right && JsonElement.DeepEquals(left, right))
            {
                continue;
            }

            names.Add(field);
            var change = new AuditChange(field, Shown(field, was, mask), Shown(field, isNow, mask));
            length += LengthOf(change.Before) + LengthOf(change.After);
            if (changes.Count < MaxFields && length <= MaxLength)
            {
                changes.Add(change);
            }
        }

        return new(names, changes);
    }

    private static JsonElement? Find(Dictionary<string, JsonElement> fields, string name) =>
        fields.TryGetValue(name, out var value) ? value : null;

    private static Dictionary<string, JsonElement> FieldsOf(JsonElement? body)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (body is { ValueKind: JsonValueKind.Object } members)
        {
            Add(fields, "", members, 1);
        }

        return fields;
    }

    private static void Add(Dictionary<string, JsonElement> fields, string prefix, JsonElement members, int depth)
    {
        foreach (var member in members.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Object && depth < MaxDepth && !FieldMask.IsAnnotated(member.Value))
            {
                Add(fields, name + ".", member.Value, depth + 1);
            }
            else if (member.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                fields[name] = member.Value;
            }
        }
    }

    private static JsonElement? Shown(string field, JsonElement? value, FieldMask mask)
    {
        if (value is not { } present)
        {
            return null;
        }

        // A secret name anywhere on the way counts: the names under a member "credentials" need not say what they are.
        var names = field.Split('.');
        var name = Array.Find(names, FieldMask.IsSecretName) ?? names[^1];
        var masked = mask.Of(name, present);
        var text = masked?.ToJsonString() ?? "null";
        if (text.Length > MaxValueLength)
        {
            masked = string.Create(
                CultureInfo.InvariantCulture,
                $"({text.Length} characters, sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))})");
        }

        return masked is null ? null : JsonSerializer.SerializeToElement(masked, FieldJsonContext.Default.JsonNode);
    }

    private static int LengthOf(JsonElement? value) => value?.GetRawText().Length ?? 0;
}

/// <summary>What is different.</summary>
/// <param name="Fields">All fields that are.</param>
/// <param name="Changes">Those that are told with their values.</param>
internal sealed record FieldDifference(IReadOnlyList<string> Fields, IReadOnlyList<AuditChange> Changes);

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonNode))]
internal sealed partial class FieldJsonContext : System.Text.Json.Serialization.JsonSerializerContext;
