using System.Globalization;
using System.Text.Json;

namespace RealServerFakeTools.Tools;

/// <summary>Records by a schema: either a JSON Schema of an object, or members with the name of a type each.</summary>
internal static class SyntheticData
{
    private static readonly string[] Words = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor"];
    private static readonly DateOnly FirstDay = new(2024, 1, 1);

    public static object Make(DataRequest request)
    {
        var fate = Fate.Of(new { request.Schema, request.Seed });
        var members = MembersOf(request.Schema);
        return new
        {
            generation_id = $"SDG-{fate.Whole(10_000, 99_999)}",
            schema_used = request.Schema,
            record_count = request.RecordCount,
            seed_used = request.Seed,
            records = Enumerable.Range(1, request.RecordCount)
                .Select(number => members.ToDictionary(
                    static member => member.Key, member => Value(member.Key, member.Value, number, fate), StringComparer.Ordinal))
                .ToArray(),
        };
    }

    private static Dictionary<string, JsonElement> MembersOf(IReadOnlyDictionary<string, JsonElement> schema) =>
        schema.TryGetValue("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value, StringComparer.Ordinal)
            : new(schema, StringComparer.Ordinal);

    private static object Value(string name, JsonElement form, int number, Fate fate)
    {
        if (Enumeration(form) is { Count: > 0 } values)
        {
            return fate.Pick(values);
        }

        return TypeOf(form) switch
        {
            "integer" or "int" => fate.Whole(1, 1000),
            "number" or "float" => fate.Between(0, 1000),
            "boolean" or "bool" => fate.Chance(0.5),
            "date" => FirstDay.AddDays(fate.Whole(0, 730)).ToString("O", CultureInfo.InvariantCulture),
            "email" => $"{fate.Pick(Words)}{number}@example.com",
            _ => $"{name}_{fate.Pick(Words)}_{number}",
        };
    }

    private static List<JsonElement> Enumeration(JsonElement form) =>
        form.ValueKind == JsonValueKind.Object && form.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray()]
            : [];

    private static string TypeOf(JsonElement form) => form.ValueKind switch
    {
        JsonValueKind.String => form.GetString()!,
        JsonValueKind.Object when form.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String =>
            format.GetString()!,
        JsonValueKind.Object when form.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String => type.GetString()!,
        _ => "string",
    };
}
