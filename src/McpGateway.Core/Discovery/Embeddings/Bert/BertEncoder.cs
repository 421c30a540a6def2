using System.Numerics.Tensors;

namespace McpGateway.Core.Discovery.Embeddings.Bert;

/// <summary>A BERT model that turns texts into unit vectors. Immutable once read: any number of threads may use it.</summary>
internal sealed class BertEncoder
{
    private readonly BertConfig _config;
    private readonly WordPieceTokenizer _tokenizer;
    private readonly float[] _words;
    private readonly float[] _positions;
    private readonly float[] _segment;
    private readonly LayerNorm _norm;
    private readonly BertLayer[] _layers;

    private BertEncoder(BertConfig config, WordPieceTokenizer tokenizer, SafeTensors tensors)
    {
        // Checkpoints of a task head keep the encoder under a prefix.
        var prefix = tensors.Contains("bert.embeddings.word_embeddings.weight") ? "bert." : "";
        _config = config;
        _tokenizer = tokenizer;
        _words = tensors.Read(prefix + "embeddings.word_embeddings.weight", config.VocabularySize, config.HiddenSize);
        _positions = tensors.Read(prefix + "embeddings.position_embeddings.weight", config.MaxPositions, config.HiddenSize);
        _segment = tensors.Read(prefix + "embeddings.token_type_embeddings.weight", 2, config.HiddenSize)[..config.HiddenSize];
        _norm = LayerNorm.Read(tensors, prefix + "embeddings.LayerNorm", config.HiddenSize, config.LayerNormEpsilon);
        _layers = [.. Enumerable.Range(0, config.Layers).Select(layer => new BertLayer(tensors, $"{prefix}encoder.layer.{layer}", config))];
    }

    public int Dimensions => _config.HiddenSize;

    /// <exception cref="InvalidDataException">The directory holds no model that can be run.</exception>
    public static BertEncoder Read(string directory)
    {
        var weights = Path.Combine(directory, "model.safetensors");
        if (!File.Exists(weights))
        {
            throw new InvalidDataException($"{Path.GetFullPath(directory)} has no model.safetensors.");
        }

        var config = BertConfig.Read(directory);
        using var tensors = SafeTensors.Open(weights);
        return new(config, WordPieceTokenizer.Read(directory), tensors);
    }

    public float[] Encode(string text)
    {
        var ids = _tokenizer.Encode(text, _config.MaxTokens);
        var size = _config.HiddenSize;
        var hidden = new float[ids.Length * size];
        for (var token = 0; token < ids.Length; token++)
        {
            var row = hidden.AsSpan(token * size, size);
            var id = ids[token] < _config.VocabularySize
                ? ids[token]
                : throw new InvalidDataException("The vocabulary is larger than the model.");
            TensorPrimitives.Add(_words.AsSpan(id * size, size), _positions.AsSpan(token * size, size), row);
            TensorPrimitives.Add(row, _segment, row);
        }

        _norm.Apply(hidden, ids.Length);
        foreach (var layer in _layers)
        {
            layer.Apply(hidden, ids.Length);
        }

        return Pool(hidden, ids.Length);
    }

    private float[] Pool(ReadOnlySpan<float> hidden, int tokens)
    {
        var size = _config.HiddenSize;
        var pooled = hidden[..size].ToArray();
        for (var token = 1; token < tokens && !_config.PoolsFirstToken; token++)
        {
            TensorPrimitives.Add(pooled, hidden.Slice(token * size, size), pooled);
        }

        // The length is taken out, so the sum does as well as the mean.
        TensorPrimitives.Divide(pooled, Math.Max(TensorPrimitives.Norm(pooled), 1e-12f), pooled);
        return pooled;
    }
}
