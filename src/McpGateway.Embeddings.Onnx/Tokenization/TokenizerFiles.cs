using System.Text;
using System.Text.Json;
using McpGateway.Embeddings.Onnx.Files;

namespace McpGateway.Embeddings.Onnx.Tokenization;

/// <summary>Finds out which tokenizer a model's folder describes.</summary>
internal static class TokenizerFiles
{
    private static readonly string[] SentencePieceNames = ["sentencepiece.bpe.model", "sentencepiece.model", "spiece.model"];

    /// <exception cref="InvalidDataException">There is none that can be read here.</exception>
    public static ITextTokenizer Read(string directory)
    {
        if (SentencePieceNames.Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists) is { } pieces)
        {
            using var model = File.OpenRead(pieces);
            return new SentencePieces(model);
        }

        using var config = JsonFile.Read(Path.Combine(directory, "tokenizer_config.json"));
        var lowersCase = config is null
            || !config.RootElement.TryGetProperty("do_lower_case", out var lower)
            || lower.ValueKind != JsonValueKind.False;
        var list = Path.Combine(directory, "vocab.txt");
        if (File.Exists(list))
        {
            using var vocabulary = File.OpenRead(list);
            return new WordPieces(vocabulary, lowersCase);
        }

        using var json = JsonFile.Read(Path.Combine(directory, "tokenizer.json")) ?? throw new InvalidDataException(
            $"{directory} has no tokenizer: one of vocab.txt, tokenizer.json or sentencepiece.bpe.model is needed.");
        return FromJson(directory, json.RootElement, lowersCase);
    }

    private static WordPieces FromJson(string directory, JsonElement root, bool lowersCase)
    {
        var model = root.TryGetProperty("model", out var stated) ? stated : default;
        var type = model.ValueKind == JsonValueKind.Object && model.TryGetProperty("type", out var named) ? named.GetString() : "WordPiece";
        if (type != "WordPiece" || model.ValueKind != JsonValueKind.Object || !model.TryGetProperty("vocab", out var vocabulary))
        {
            throw new InvalidDataException(
                $"{directory}/tokenizer.json is of type {type}: WordPiece can be read from it, others need sentencepiece.bpe.model.");
        }

        var normalizer = root.TryGetProperty("normalizer", out var rules) ? rules : default;
        var keepsCase = normalizer.ValueKind == JsonValueKind.Object
            && normalizer.TryGetProperty("lowercase", out var lowercase) && lowercase.ValueKind == JsonValueKind.False;
        var lines = vocabulary.EnumerateObject().OrderBy(static entry => entry.Value.GetInt32()).Select(static entry => entry.Name);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return new(stream, lowersCase && !keepsCase);
    }
}
