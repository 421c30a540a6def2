using System.Numerics.Tensors;

namespace McpGateway.Core.Discovery.Embeddings.Bert;

/// <summary>One layer of the encoder: self-attention, then the feed-forward part, each with a residual and a normalisation.</summary>
internal sealed class BertLayer
{
    private readonly BertConfig _config;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _attentionOutput;
    private readonly LayerNorm _attentionNorm;
    private readonly Linear _intermediate;
    private readonly Linear _output;
    private readonly LayerNorm _outputNorm;

    public BertLayer(SafeTensors tensors, string name, BertConfig config)
    {
        var size = config.HiddenSize;
        _config = config;
        _query = Linear.Read(tensors, name + ".attention.self.query", size, size);
        _key = Linear.Read(tensors, name + ".attention.self.key", size, size);
        _value = Linear.Read(tensors, name + ".attention.self.value", size, size);
        _attentionOutput = Linear.Read(tensors, name + ".attention.output.dense", size, size);
        _attentionNorm = LayerNorm.Read(tensors, name + ".attention.output.LayerNorm", size, config.LayerNormEpsilon);
        _intermediate = Linear.Read(tensors, name + ".intermediate.dense", size, config.IntermediateSize);
        _output = Linear.Read(tensors, name + ".output.dense", config.IntermediateSize, size);
        _outputNorm = LayerNorm.Read(tensors, name + ".output.LayerNorm", size, config.LayerNormEpsilon);
    }

    /// <summary>Runs the layer in place.</summary>
    /// <param name="hidden">One row per token.</param>
    /// <param name="tokens">Number of tokens.</param>
    public void Apply(Span<float> hidden, int tokens)
    {
        var count = tokens * _config.HiddenSize;
        var context = new float[count];
        Attend(hidden, context, tokens);
        var result = new float[count];
        _attentionOutput.Apply(context, result, tokens);
        TensorPrimitives.Add(hidden[..count], result, hidden[..count]);
        _attentionNorm.Apply(hidden, tokens);

        var wide = new float[tokens * _config.IntermediateSize];
        _intermediate.Apply(hidden, wide, tokens);
        Gelu.Apply(wide);
        _output.Apply(wide, result, tokens);
        TensorPrimitives.Add(hidden[..count], result, hidden[..count]);
        _outputNorm.Apply(hidden, tokens);
    }

    private void Attend(ReadOnlySpan<float> hidden, Span<float> context, int tokens)
    {
        var size = _config.HiddenSize;
        var head = size / _config.Heads;
        var (queries, keys, values) = (new float[tokens * size], new float[tokens * size], new float[tokens * size]);
        _query.Apply(hidden, queries, tokens);
        _key.Apply(hidden, keys, tokens);
        _value.Apply(hidden, values, tokens);
        var weights = new float[tokens];
        var scale = 1 / MathF.Sqrt(head);
        for (var start = 0; start < size; start += head)
        {
            for (var token = 0; token < tokens; token++)
            {
                var query = queries.AsSpan((token * size) + start, head);
                for (var other = 0; other < tokens; other++)
                {
                    weights[other] = TensorPrimitives.Dot(query, keys.AsSpan((other * size) + start, head)) * scale;
                }

                TensorPrimitives.SoftMax(weights, weights);
                var mixed = context.Slice((token * size) + start, head);
                for (var other = 0; other < tokens; other++)
                {
                    TensorPrimitives.MultiplyAdd(values.AsSpan((other * size) + start, head), weights[other], mixed, mixed);
                }
            }
        }
    }
}
