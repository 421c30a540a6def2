using McpGateway.Core.Discovery.Embeddings;

namespace McpGateway.Embeddings.Onnx;

/// <summary>Sentence models of the sentence-transformers layout, run by ONNX Runtime. Nothing is read before a text is embedded.</summary>
public sealed class OnnxModels(TimeProvider time) : ILocalModels
{
    public IEmbeddingProvider Open(LocalModel model) => new OnnxProvider(model, time);
}
