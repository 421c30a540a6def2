using McpGateway.Foundation;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>Port: turns texts into vectors. Implementations keep no state about the texts and never log them, nor any key.</summary>
public interface IEmbeddingProvider
{
    /// <summary>Provider and model as one name. Vectors of different names are never compared.</summary>
    string Model { get; }

    /// <summary>How many texts to pass at once.</summary>
    int BatchSize { get; }

    /// <summary>
    /// One vector per text, in order. A provider that cannot be reached, or refuses, gives an error: the search then goes by words.
    /// </summary>
    Task<Result<IReadOnlyList<float[]>>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);
}
