namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>How far the catalogue is embedded.</summary>
/// <param name="Model">Provider and model; null when search goes by words alone because nothing else is wanted.</param>
/// <param name="Phase">What the worker does.</param>
/// <param name="Embedded">Entries that have a vector.</param>
/// <param name="Total">Entries of the index: servers, tools, agents and skills.</param>
/// <param name="Problem">What keeps the provider from embedding, for the operator: it may name files. Null when nothing does.</param>
public sealed record EmbeddingStatus(string? Model, EmbeddingPhase Phase, int Embedded, int Total, string? Problem)
{
    /// <summary>The model that answers searches until every entry has a vector of <see cref="Model"/>; null when that one does.</summary>
    public string? Former { get; init; }

    /// <summary>Entries whose text the provider refused when it was sent alone. They are tried again after all others.</summary>
    public int Failed { get; init; }

    /// <summary>Length of the model's vectors; 0 before the first one.</summary>
    public int Dimensions { get; init; }

    /// <summary>When <see cref="Problem"/> was met last.</summary>
    public DateTimeOffset? ProblemAt { get; init; }

    /// <summary>Nothing is to be embedded.</summary>
    public static readonly EmbeddingStatus Off = new(null, EmbeddingPhase.Off, 0, 0, null);
}

/// <summary>The states of embedding the catalogue.</summary>
public enum EmbeddingPhase
{
    /// <summary>No provider is configured.</summary>
    Off,

    /// <summary>The index is being built, or what the store holds is being read.</summary>
    Starting,

    Embedding,

    /// <summary>Every entry has a vector.</summary>
    Complete,

    /// <summary>The provider or the store failed. It is tried again.</summary>
    Failed,
}
