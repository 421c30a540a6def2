using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Embeddings.Onnx.Models;

namespace McpGateway.Eval;

/// <summary>Vectors as the product makes them, with the options that it ships with. Each text is embedded once a run.</summary>
internal sealed class EvalVectors(SentenceModel model)
{
    private readonly Fusion _fusion = FusionOf(new());
    private readonly Dictionary<(string Text, bool IsQuery), QuantizedVector> _known = [];

    public VectorSpace Embed(SearchSnapshot snapshot)
    {
        var space = new VectorSpace("eval", model.Dimensions);
        foreach (var segment in snapshot.Segments.Select(static view => view.Segment))
        {
            for (var entity = 0; entity < segment.Count; entity++)
            {
                var text = EntityText.Of(segment, entity);
                var hash = EntityText.HashOf(text);
                space.Add(hash, VectorOf(text, isQuery: false));
                space.TryAssign(segment, entity, hash);
            }
        }

        space.Calibration = VectorCalibration.Of(space);
        return space;
    }

    public VectorPart Part(VectorSpace space, string query)
    {
        string[] texts = [query, .. QuerySteps.Of(query)];
        return new(space, new([.. texts.Select(text => VectorOf(text, isQuery: true))], QuerySteps.WordsOf(query)), _fusion);
    }

    private static Fusion FusionOf(DiscoveryOptions options) =>
        new(options.Fusion, (float)options.LexicalWeight, (float)options.VectorWeight);

    private QuantizedVector VectorOf(string text, bool isQuery)
    {
        if (!_known.TryGetValue((text, isQuery), out var vector))
        {
            _known[(text, isQuery)] = vector = QuantizedVector.From(model.Encode(text, isQuery));
        }

        return vector;
    }
}
