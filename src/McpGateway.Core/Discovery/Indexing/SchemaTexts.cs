using System.Text.Json;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Reads what a JSON Schema says in words: parameter names, descriptions and enumerated values, nested objects included.</summary>
internal static class SchemaTexts
{
    private const int MaxDepth = 5;
    private const int MaxTexts = 200;

    private static readonly string[] Branches = ["items", "anyOf", "oneOf", "allOf", "additionalProperties"];

    public static void Add(JsonElement schema, List<FieldText> texts) => Add(schema, texts, 0);

    private static void Add(JsonElement schema, List<FieldText> texts, int depth)
    {
        if (depth > MaxDepth || texts.Count > MaxTexts)
        {
            return;
        }

        if (schema.ValueKind == JsonValueKind.Array)
        {
            foreach (var branch in schema.EnumerateArray())
            {
                Add(branch, texts, depth + 1);
            }

            return;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject().TakeWhile(_ => texts.Count <= MaxTexts))
            {
                texts.Add(new(IndexField.ParameterNames, property.Name));
                AddWords(property.Value, texts);
                Add(property.Value, texts, depth + 1);
            }
        }

        foreach (var name in Branches)
        {
            if (schema.TryGetProperty(name, out var branch))
            {
                Add(branch, texts, depth + 1);
            }
        }
    }

    private static void AddWords(JsonElement schema, List<FieldText> texts)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (schema.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String)
        {
            texts.Add(new(IndexField.ParameterTexts, description.GetString()!));
        }

        if (schema.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array)
        {
            foreach (var value in values.EnumerateArray().TakeWhile(_ => texts.Count <= MaxTexts))
            {
                if (value.ValueKind == JsonValueKind.String)
                {
                    texts.Add(new(IndexField.ParameterTexts, value.GetString()!));
                }
            }
        }
    }
}
