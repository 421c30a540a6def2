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
    /// <see cref="ErrorKind.TooManyRequests"/> says that it is well but has no time just now, <see cref="ErrorKind.Failed"/> that somebody
    /// has to change a setting or a file.
    /// </summary>
    Task<Result<IReadOnlyList<float[]>>> EmbedAsync(IReadOnlyList<string> texts, TextRole role, CancellationToken cancellationToken);
}

/// <summary>What a text is for. Many models want to be told.</summary>
public enum TextRole
{
    /// <summary>Something to be found.</summary>
    Document,

    /// <summary>What somebody looks for. It cannot wait.</summary>
    Query,
}
