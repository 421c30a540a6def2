using System.Text.Json;

namespace McpGateway.Core.Audit.Masking;

/// <summary>
/// Which arguments a tool's schema calls secret (<c>writeOnly</c>, <c>format: password</c>, <c>isSecret</c>). A path has a name after each
/// slash and goes through lists; what cannot be followed is secret as a whole.
/// </summary>
internal static class SecretArguments
{
    private const int MaxDepth = 12;

    public static IReadOnlySet<string> Of(JsonElement schema)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        Walk(schema, schema, "", 0, paths);
        return paths;
    }

    private static void Walk(JsonElement schema, JsonElement root, string path, int depth, HashSet<string> paths)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (depth > MaxDepth || FieldMask.IsAnnotated(schema))
        {
            paths.Add(path);
            return;
        }

        foreach (var member in schema.EnumerateObject())
        {
            switch (member.Name)
            {
                case "properties" when member.Value.ValueKind == JsonValueKind.Object:
                    foreach (var property in member.Value.EnumerateObject())
                    {
                        Walk(property.Value, root, $"{path}/{property.Name}", depth + 1, paths);
                    }

                    break;
                case "items" or "not" or "if" or "then" or "else" or "contains":
                    Walk(member.Value, root, path, depth + 1, paths);
                    break;
                case "anyOf" or "oneOf" or "allOf" or "prefixItems" when member.Value.ValueKind == JsonValueKind.Array:
                    foreach (var branch in member.Value.EnumerateArray())
                    {
                        Walk(branch, root, path, depth + 1, paths);
                    }

                    break;
                case "additionalProperties" or "patternProperties" or "unevaluatedProperties" or "dependentSchemas"
                    when SaysSecret(member.Value, root, depth):
                    paths.Add(path);
                    break;
                case "$ref" or "$dynamicRef":
                    Follow(member.Value, root, path, depth, paths);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Names that are not known beforehand have no path of their own.</summary>
    private static bool SaysSecret(JsonElement schema, JsonElement root, int depth)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Walk(schema, root, "", depth + 1, found);
        if (schema.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in schema.EnumerateObject())
            {
                Walk(member.Value, root, "", depth + 1, found);
            }
        }

        return found.Count > 0;
    }

    private static void Follow(JsonElement reference, JsonElement root, string path, int depth, HashSet<string> paths)
    {
        var target = root;
        var text = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : "";
        if (!text.StartsWith("#/", StringComparison.Ordinal))
        {
            paths.Add(path);
            return;
        }

        foreach (var name in text[2..].Split('/'))
        {
            // RFC 6901 §4, in a fragment.
            var plain = Uri.UnescapeDataString(name)
                .Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(plain, out target))
            {
                paths.Add(path);
                return;
            }
        }

        Walk(target, root, path, depth + 1, paths);
    }
}
