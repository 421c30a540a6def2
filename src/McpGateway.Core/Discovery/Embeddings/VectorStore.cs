using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>The vectors in force. <see cref="EmbeddingWorker"/> writes it, searches read it.</summary>
internal sealed class VectorStore
{
    private VectorSpace? _current;
    private EmbeddingStatus _status = EmbeddingStatus.Off;

    public VectorSpace? Current => Volatile.Read(ref _current);

    public EmbeddingStatus Status => Volatile.Read(ref _status);

    /// <summary>What to tell callers while part of the catalogue has no vector; null when it is complete.</summary>
    public string? Progress => Status is { Phase: EmbeddingPhase.Embedding or EmbeddingPhase.Failed } status
        && status.Embedded < status.Total
        ? $"Embedding the catalogue: {status.Embedded} of {status.Total} entries have a vector."
        : null;

    public void Publish(VectorSpace space) => Volatile.Write(ref _current, space);

    public void Report(EmbeddingStatus status) => Volatile.Write(ref _status, status);
}
