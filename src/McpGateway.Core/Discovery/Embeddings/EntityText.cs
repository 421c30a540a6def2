using System.Security.Cryptography;
using System.Text;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>What is embedded of an entity, and its hash.</summary>
internal static class EntityText
{
    /// <summary>Models read a few hundred words; the rest would only cost.</summary>
    private const int MaxLength = 2000;

    public static string Of(SearchSegment segment, int entity)
    {
        var info = segment.Units[segment.UnitOf[entity]].Info;
        var description = segment.Payloads[entity].Description;
        var text = segment.Kinds[entity] == EntityKind.Server
            ? $"{info.DisplayName}. {description} Tags: {string.Join(", ", info.Tags)}"
            : $"{info.DisplayName}: {segment.Names[entity].Replace('_', ' ')}. {description}";
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
