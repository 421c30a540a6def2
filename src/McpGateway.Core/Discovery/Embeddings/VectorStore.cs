using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>The vectors in force. <see cref="EmbeddingWorker"/> writes it, searches read it.</summary>
internal sealed class VectorStore
{
    private VectorSpace? _current;
    private EmbeddingStatus _status = EmbeddingStatus.Off;

    /// <summary>What searches compare with: of the model that is configured, or of the one before it until that one is ready.</summary>
    public VectorSpace? Current => Volatile.Read(ref _current);

    public EmbeddingStatus Status => Volatile.Read(ref _status);

    /// <summary>What to tell callers while part of the catalogue has no vector; null when it is complete.</summary>
    public string? Progress => Status is { Former: not null } changing
        ? $"The model is being changed: {changing.Embedded} of {changing.Total} entries have a vector of the new one, and results are by "
            + "the one before."
        : Status is { Phase: EmbeddingPhase.Embedding or EmbeddingPhase.Failed } status
        && status.Embedded < status.Total
        ? $"Embedding the catalogue: {status.Embedded} of {status.Total} entries have a vector."
        : null;

    /// <summary>Embeds queries for vectors that are not those of the configured model.</summary>
    public IEmbeddingProvider? Former { get; set; }

    public void Publish(VectorSpace space) => Volatile.Write(ref _current, space);

    public void Report(EmbeddingStatus status) => Volatile.Write(ref _status, status);
}
