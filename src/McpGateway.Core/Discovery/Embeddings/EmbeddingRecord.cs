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

/// <summary>
/// The last model that had a vector for every entry (kind <c>embedding_models</c>, one document). While another one is made ready,
/// searches go on with it.
/// </summary>
/// <param name="Name">As the provider states it: what cached vectors are found by.</param>
/// <param name="Stated">How to open it again.</param>
internal sealed record ModelInForce(string Name, StatedModel Stated)
{
    public const string Key = "in-force";

    public static readonly DocumentKind<ModelInForce> Kind = new("embedding_models", EmbeddingJsonContext.Default.ModelInForce);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EmbeddingRecord))]
[JsonSerializable(typeof(ModelInForce))]
internal sealed partial class EmbeddingJsonContext : JsonSerializerContext;
