using System.Text.Json.Serialization;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>A cached vector (kind <c>embeddings</c>, key = model hash and content hash, owner = model). Holds no text.</summary>
internal sealed record EmbeddingRecord(string Model, byte[] Values, float Scale)
{
    public static readonly DocumentKind<EmbeddingRecord> Kind =
        new("embeddings", EmbeddingJsonContext.Default.EmbeddingRecord) { OwnerOf = record => record.Model };

    /// <summary>Between the hash of the model and the hash of the text. A document key of its own for each pair.</summary>
    private const char Separator = '.';

    public static string KeyOf(string model, string hash) => $"{EntityText.HashOf(model)}{Separator}{hash}";

    public static string HashOf(string key) => key[(key.IndexOf(Separator, StringComparison.Ordinal) + 1)..];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EmbeddingRecord))]
internal sealed partial class EmbeddingJsonContext : JsonSerializerContext;
