using Microsoft.ML.Tokenizers;

namespace McpGateway.Embeddings.Onnx.Tokenization;

/// <summary>The tokenizer of XLM-RoBERTa and the multilingual models made from it.</summary>
internal sealed class SentencePieces(Stream model) : ITextTokenizer
{
    // The first ids are those of fairseq, in which the model was trained; all that follow are one higher than in the file.
    private const int Begin = 0;
    private const int End = 2;
    private const int Unknown = 3;
    private const int UnknownInFile = 0;
    private const int Offset = 1;

    private readonly SentencePieceTokenizer _tokenizer =
        SentencePieceTokenizer.Create(model, addBeginningOfSentence: false, addEndOfSentence: false);

    public IReadOnlyList<int> Encode(string text, int maxTokens)
    {
        var pieces = _tokenizer.EncodeToIds(text, Math.Max(0, maxTokens - 2), out _, out _);
        return [Begin, .. pieces.Select(static id => id == UnknownInFile ? Unknown : id + Offset), End];
    }
}
