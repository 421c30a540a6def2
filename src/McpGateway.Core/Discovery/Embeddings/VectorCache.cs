using System.Runtime.InteropServices;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>Reads vectors from the store.</summary>
internal static class VectorCache
{
    /// <returns>A space with every stored vector of the model; null when there is none.</returns>
    public static async Task<VectorSpace?> LoadAsync(DocumentStore documents, string model, CancellationToken cancellationToken)
    {
        VectorSpace? space = null;
        foreach (var document in await documents.ListByOwnerAsync(EmbeddingRecord.Kind, model, cancellationToken))
        {
            space ??= new(model, document.Value.Values.Length);
            Take(space, document);
        }

        return space;
    }

    /// <summary>Vectors of another length than the space's are left out.</summary>
    public static void Take(VectorSpace space, Document<EmbeddingRecord> document)
    {
        var record = document.Value;
        if (record.Values.Length == space.Dimensions)
        {
            space.Add(EmbeddingRecord.HashOf(document.Key), new([.. MemoryMarshal.Cast<byte, sbyte>(record.Values)], record.Scale));
        }
    }
}
