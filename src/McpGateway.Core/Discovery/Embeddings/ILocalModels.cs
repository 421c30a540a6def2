namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>Port: opens models that run in this process.</summary>
public interface ILocalModels
{
    /// <summary>Never fails: what is wrong with the model's files is said when it embeds.</summary>
    IEmbeddingProvider Open(LocalModel model);
}

/// <summary>A model of a local folder.</summary>
/// <param name="Name">Its name without the organisation's, such as <c>all-MiniLM-L6-v2</c>.</param>
/// <param name="Directories">Where it may be; the first that holds a model counts.</param>
/// <param name="Dimensions">The length that its vectors must have; 0 when any will do.</param>
public sealed record LocalModel(string Name, IReadOnlyList<string> Directories, int Dimensions);
