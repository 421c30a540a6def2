namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>The provider in use.</summary>
/// <param name="Provider">Null when search goes by words alone.</param>
internal sealed record EmbeddingProviderChoice(IEmbeddingProvider? Provider)
{
    /// <summary>What the settings say of the provider.</summary>
    public StatedModel Stated { get; init; } = new("", "", 0);

    /// <summary>Opens the provider that other settings named; null when the present settings do not say how to reach it.</summary>
    public Func<StatedModel, IEmbeddingProvider?> Reopen { get; init; } = static _ => null;
}
