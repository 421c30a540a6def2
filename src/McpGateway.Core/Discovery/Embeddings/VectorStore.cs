using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>The vectors in force. <see cref="EmbeddingWorker"/> writes it, searches read it.</summary>
internal sealed class VectorStore
{
    private VectorSpace? _current;
    private string? _progress;

    public VectorSpace? Current => Volatile.Read(ref _current);

    /// <summary>What to tell callers while part of the catalogue has no vector; null when it is complete.</summary>
    public string? Progress => Volatile.Read(ref _progress);

    public void Publish(VectorSpace space) => Volatile.Write(ref _current, space);

    public void Report(int embedded, int total) => Volatile.Write(
        ref _progress, embedded >= total ? null : $"Embedding the catalogue: {embedded} of {total} entries have a vector.");
}
