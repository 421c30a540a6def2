namespace McpGateway.Embeddings.Onnx.Tokenization;

/// <summary>Turns a text into the numbers that a model was trained on. Any number of threads may use it.</summary>
internal interface ITextTokenizer
{
    /// <returns>The marks of begin and end included; at most <paramref name="maxTokens"/>.</returns>
    IReadOnlyList<int> Encode(string text, int maxTokens);
}
