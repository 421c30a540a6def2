using System.Text.Json;

namespace McpGateway.Core.Discovery.Embeddings.Bert;

/// <summary>The numbers of a BERT model, from its <c>config.json</c> and the files of sentence-transformers beside it.</summary>
internal sealed record BertConfig
{
    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int IntermediateSize { get; init; }

    public required int VocabularySize { get; init; }

    public required int MaxPositions { get; init; }

    public required float LayerNormEpsilon { get; init; }

    /// <summary>Longest text in tokens, the two marks included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Whether the vector of the first token stands for the text, instead of the mean of all.</summary>
    public required bool PoolsFirstToken { get; init; }

    /// <exception cref="InvalidDataException">The directory holds no BERT model, or one of a kind that cannot be run.</exception>
    public static BertConfig Read(string directory)
    {
        using var json = Parse(Path.Combine(directory, "config.json"))
            ?? throw new InvalidDataException($"{directory} has no config.json.");
        var root = json.RootElement;
        var type = root.TryGetProperty("model_type", out var stated) ? stated.GetString() : "bert";
        var activation = root.TryGetProperty("hidden_act", out var act) ? act.GetString() : "gelu";
        if (type != "bert" || activation != "gelu")
        {
            throw new InvalidDataException(
                $"{directory} is a model of type {type} with activation {activation}: only bert with gelu can be run here.");
        }

        var positions = Number(root, "max_position_embeddings", 512);
        using var sentences = Parse(Path.Combine(directory, "sentence_bert_config.json"));
        using var pooling = Parse(Path.Combine(directory, "1_Pooling", "config.json"));
        var config = new BertConfig
        {
            HiddenSize = Number(root, "hidden_size", 0),
            Layers = Number(root, "num_hidden_layers", 0),
            Heads = Number(root, "num_attention_heads", 0),
            IntermediateSize = Number(root, "intermediate_size", 0),
            VocabularySize = Number(root, "vocab_size", 0),
            MaxPositions = positions,
            LayerNormEpsilon = root.TryGetProperty("layer_norm_eps", out var epsilon) ? epsilon.GetSingle() : 1e-12f,
            MaxTokens = Math.Min(positions, sentences is null ? positions : Number(sentences.RootElement, "max_seq_length", positions)),
            PoolsFirstToken = pooling is not null
                && pooling.RootElement.TryGetProperty("pooling_mode_cls_token", out var first) && first.ValueKind == JsonValueKind.True,
        };
        return config is { HiddenSize: > 0, Layers: > 0, Heads: > 0, IntermediateSize: > 0, VocabularySize: > 0, MaxTokens: > 2 }
            && config.HiddenSize % config.Heads == 0
            ? config
            : throw new InvalidDataException($"{directory}/config.json does not describe a BERT model.");
    }

    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="InvalidDataException">It holds no JSON object.</exception>
    internal static JsonDocument? Parse(string file)
    {
        try
        {
            var json = File.Exists(file) ? JsonDocument.Parse(File.ReadAllBytes(file)) : null;
            return json is null or { RootElement.ValueKind: JsonValueKind.Object } ? json
                : throw new InvalidDataException($"{file} is no JSON object.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{file} is not JSON.", failure);
        }
    }

    private static int Number(JsonElement root, string name, int fallback) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : fallback;
}
