using System.Text.Json;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// How two cards differ, member by member. Items of lists that carry an id (skills) are compared by it, wherever they stand.
/// </summary>
public static class CardDiff
{
    private const int MaxChanges = 500;

    /// <returns>Changes in the order of the members' names; signatures are not compared.</returns>
    public static IReadOnlyList<CardChange> Of(JsonElement before, JsonElement after)
    {
        var changes = new List<CardChange>();
        Compare("", before, after, changes);
        return changes;
    }

    private static void Compare(string field, JsonElement? before, JsonElement? after, List<CardChange> changes)
    {
        if (changes.Count >= MaxChanges || field == "signatures")
        {
            return;
        }

        if (before is { ValueKind: JsonValueKind.Object } left && after is { ValueKind: JsonValueKind.Object } right)
        {
            CompareMembers(field, Members(left), Members(right), changes);
        }
        else if (before is { ValueKind: JsonValueKind.Array } former && after is { ValueKind: JsonValueKind.Array } latter)
        {
            CompareMembers(field, Items(former), Items(latter), changes);
        }
        else if (!IsSame(before, after))
        {
            changes.Add(new(field, before?.Clone(), after?.Clone()));
        }
    }

    private static void CompareMembers(
        string field, Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, List<CardChange> changes)
    {
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var place = name.StartsWith('[') || field.Length == 0 ? field + name : $"{field}.{name}";
            Compare(
                place,
                before.TryGetValue(name, out var left) ? left : null,
                after.TryGetValue(name, out var right) ? right : null,
                changes);
        }
    }

    private static bool IsSame(JsonElement? before, JsonElement? after) => before is { } left && after is { } right
        ? CanonicalJson.Write(left).AsSpan().SequenceEqual(CanonicalJson.Write(right))
        : before is null && after is null;

    private static Dictionary<string, JsonElement> Members(JsonElement value) =>
        value.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value, StringComparer.Ordinal);

    private static Dictionary<string, JsonElement> Items(JsonElement list)
    {
        var items = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (item, index) in list.EnumerateArray().Select(static (item, index) => (item, index)))
        {
            var hasId = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String;
            var name = hasId ? $"[{item.GetProperty("id").GetString()}]" : $"[{index}]";
            items.TryAdd(items.ContainsKey(name) ? $"[{index}]" : name, item);
        }

        return items;
    }
}

/// <summary>One difference between two cards.</summary>
/// <param name="Field">Where, for instance <c>skills[review].description</c>.</param>
/// <param name="Before">Null when it was not there.</param>
/// <param name="After">Null when it is gone.</param>
public sealed record CardChange(string Field, JsonElement? Before, JsonElement? After);
