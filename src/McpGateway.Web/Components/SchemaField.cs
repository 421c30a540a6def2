using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Web.Components;

/// <summary>
/// One argument of a tool, as far as a form can ask for it. Schemas are foreign text: whatever is not understood becomes a field for JSON.
/// </summary>
internal sealed record SchemaField(string Name, SchemaKind Kind)
{
    private const int MaxFields = 200;

    public string TypeText { get; private init; } = "any";

    public string Description { get; private init; } = "";

    public bool IsRequired { get; private init; }

    public IReadOnlyList<string> Choices { get; private init; } = [];

    public string? Default { get; private init; }

    public static IReadOnlyList<SchemaField> Of(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object
            || !schema.TryGetProperty("properties", out var properties)
            || properties.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String)
                .Select(static name => name.GetString()!)
                .ToHashSet(StringComparer.Ordinal)
            : [];
        return [.. properties.EnumerateObject().Take(MaxFields).Select(
            member => Of(member.Name, member.Value, required.Contains(member.Name)))];
    }

    /// <summary>The value of a form's text as JSON.</summary>
    /// <param name="problem">What is wrong with it.</param>
    public bool TryRead(string text, out JsonElement value, out string problem)
    {
        problem = "";
        value = default;
        switch (Kind)
        {
            case SchemaKind.Text or SchemaKind.Choice:
                value = JsonSerializer.SerializeToElement(text);
                return true;
            case SchemaKind.Flag:
                value = JsonSerializer.SerializeToElement(text == "true");
                return true;
            case SchemaKind.Whole or SchemaKind.Number or SchemaKind.Json:
                return TryParse(text, out value, out problem);
            default:
                throw new InvalidOperationException($"No reader for {Kind}.");
        }
    }

    private bool TryParse(string text, out JsonElement value, out string problem)
    {
        value = JsonText.TryParse(text) ?? default;
        problem = value.ValueKind switch
        {
            JsonValueKind.Undefined => Kind == SchemaKind.Json ? "This is no valid JSON" : "This is no number",
            not JsonValueKind.Number when Kind is SchemaKind.Whole or SchemaKind.Number => "This is no number",
            JsonValueKind.Number when Kind == SchemaKind.Whole && !value.TryGetInt64(out _) => "This is no whole number",
            _ => "",
        };
        return problem.Length == 0;
    }

    private static SchemaField Of(string name, JsonElement schema, bool isRequired)
    {
        var type = TypeOf(schema);
        var choices = Choose(schema);
        return new(name, KindOf(type, choices))
        {
            TypeText = choices.Count > 0 ? "choice" : type ?? "any",
            Description = schema.TextOf("description") ?? schema.TextOf("title") ?? "",
            IsRequired = isRequired,
            Choices = choices,
            Default = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("default", out var value)
                ? (value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText())
                : null,
        };
    }

    private static SchemaKind KindOf(string? type, IReadOnlyList<string> choices) => type switch
    {
        _ when choices.Count > 0 => SchemaKind.Choice,
        "string" => SchemaKind.Text,
        "boolean" => SchemaKind.Flag,
        "integer" => SchemaKind.Whole,
        "number" => SchemaKind.Number,
        _ => SchemaKind.Json,
    };

    /// <summary>The type, also where null is allowed beside it.</summary>
    private static string? TypeOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (schema.TryGetProperty("type", out var type))
        {
            return type.ValueKind switch
            {
                JsonValueKind.String => type.GetString(),
                JsonValueKind.Array => Sole(type.EnumerateArray().Where(
                    static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)),
                _ => null,
            };
        }

        return schema.TryGetProperty("anyOf", out var any) && any.ValueKind == JsonValueKind.Array
            ? Sole(any.EnumerateArray().Select(TypeOf).OfType<string>())
            : null;
    }

    private static string? Sole(IEnumerable<string> types)
    {
        var others = types.Where(static type => type != "null").ToArray();
        return others.Length == 1 ? others[0] : null;
    }

    private static IReadOnlyList<string> Choose(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array
            && values.EnumerateArray().All(static value => value.ValueKind == JsonValueKind.String)
            ? [.. values.EnumerateArray().Select(static value => value.GetString()!)]
            : [];
}

/// <summary>How a form asks for a value.</summary>
internal enum SchemaKind
{
    Text,
    Choice,
    Flag,
    Whole,
    Number,
    Json,
}
