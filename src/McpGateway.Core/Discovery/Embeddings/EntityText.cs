using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>What is embedded of an entity, and its hash.</summary>
internal static class EntityText
{
    /// <summary>Models read a few hundred words; the rest would only cost.</summary>
    private const int MaxLength = 2000;

    private const int MaxParameters = 20;

    public static string Of(SearchSegment segment, int entity)
    {
        var info = segment.Units[segment.UnitOf[entity]].Info;
        var payload = segment.Payloads[entity];
        var text = segment.Kinds[entity] switch
        {
            EntityKind.Server or EntityKind.Agent => $"{info.DisplayName}. {payload.Description} Tags: {string.Join(", ", info.Tags)}",
            EntityKind.Prompt or EntityKind.Resource or EntityKind.ResourceTemplate => OfItem(info, segment.Names[entity], payload),
            _ => $"{info.DisplayName} {Words(segment.Names[entity])}. {payload.Description}{Parameters(payload.Schema)}",
        };
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }

    /// <summary>
    /// A prompt by its arguments as well; a resource by its name, its title and its address, which often says what it is about.
    /// </summary>
    private static string OfItem(UnitInfo info, string key, EntityPayload payload)
    {
        using var json = JsonDocument.Parse(payload.Schema);
        var definition = new ItemDefinition(json.RootElement);
        string[] names =
        [
            .. new[] { definition.Name, definition.Title ?? "", key }.Select(Words).Where(static words => words.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        string[] arguments = [.. definition.Arguments.Take(MaxParameters).Select(static argument => Words(argument.Name))];
        return $"{info.DisplayName} {string.Join(", ", names)}. {definition.Description}"
            + (arguments.Length == 0 ? "" : $" Parameters: {string.Join(", ", arguments)}");
    }

    /// <summary>What its parameters are called says what a tool works on.</summary>
    private static string Parameters(ReadOnlyMemory<byte> schema)
    {
        if (schema.IsEmpty)
        {
            return "";
        }

        using var json = JsonDocument.Parse(schema);
        var names = json.RootElement.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Take(MaxParameters).Select(static property => Words(property.Name)).ToArray()
            : [];
        return names.Length == 0 ? "" : $" Parameters: {string.Join(", ", names)}";
    }

    /// <summary>A name in camel, snake or kebab case as words: models were trained on sentences.</summary>
    private static string Words(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var isBreak = name[i] is '_' or '-' or '.' or '/' or ':' or '{' or '}' or '?' or ' ';
            var isHump = i > 0 && char.IsUpper(name[i])
                && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsUpper(name[i - 1]) && char.IsLower(name[i + 1])));
            if ((isBreak || isHump) && words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }

            if (!isBreak)
            {
                words.Append(name[i]);
            }
        }

        return words.ToString().TrimEnd();
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
