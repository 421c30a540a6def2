using McpGateway.Core.Discovery.Vectors;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>
/// The model that was in force until another one was configured, with the vectors that it made. It answers searches until the other has
/// made its own: a catalogue of which half has a vector would favour that half.
/// </summary>
internal sealed record FormerModel(IEmbeddingProvider Provider, VectorSpace Space)
{
    /// <param name="known">The model that was in force last; null when none was.</param>
    /// <param name="choice">What is configured.</param>
    /// <param name="documents">Holds its vectors.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Null when no model was in force, it is the configured one, or it cannot be asked any more.</returns>
    public static async Task<FormerModel?> FindAsync(
        ModelInForce? known, EmbeddingProviderChoice choice, DocumentStore documents, CancellationToken cancellationToken)
    {
        if (known is null || known.Name == choice.Provider?.Model)
        {
            return null;
        }

        // The name holds the service's host: the same settings at another address are another model.
        if (choice.Reopen(known.Stated) is not { } provider || provider.Model != known.Name)
        {
            return null;
        }

        // As a text of the catalogue: that waits until a local model is loaded.
        return (await provider.EmbedAsync(["ready"], TextRole.Document, cancellationToken)).IsSuccess
            && await VectorCache.LoadAsync(documents, known.Name, cancellationToken) is { } space
            ? new(provider, Calibrated(space))
            : null;
    }

    private static VectorSpace Calibrated(VectorSpace space)
    {
        space.Calibration = VectorCalibration.Of(space);
        return space;
    }
}
