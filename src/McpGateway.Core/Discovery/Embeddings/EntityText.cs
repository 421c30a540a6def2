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
        var description = segment.Payloads[entity].Description;
        var text = segment.Kinds[entity] is EntityKind.Server or EntityKind.Agent
            ? $"{info.DisplayName}. {description} Tags: {string.Join(", ", info.Tags)}"
            : $"{info.DisplayName} {Words(segment.Names[entity])}. {description}{Parameters(segment.Payloads[entity].Schema)}";
        return text.Length <= MaxLength ? text : text[..MaxLength];
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
            var isBreak = name[i] is '_' or '-' or '.' or '/' or ' ';
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
