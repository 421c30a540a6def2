using System.Globalization;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Embeddings.Onnx.Models;

namespace McpGateway.Eval;

/// <summary>
/// Vectors for a catalogue of 100,000 tools without embedding 100,000 texts: those of some real ones, each a little different. Queries have
/// their real vectors, as if they had been asked before.
/// </summary>
internal sealed class LoadVectors
{
    private const int Texts = 1000;
    private const int Queries = 500;
    private const float Noise = 0.02f;

    private readonly Dictionary<string, VectorPart> _queries;

    private LoadVectors(Dictionary<string, VectorPart> queries) => _queries = queries;

    public static LoadVectors Create(EvalArguments arguments, SearchSnapshot snapshot, string[] queries)
    {
        using var model = SentenceModel.Load(arguments.Model);
        var space = new VectorSpace("load", model.Dimensions);
        var known = new List<float[]>();
        var number = 0;
        foreach (var segment in snapshot.Segments.Select(static view => view.Segment))
        {
            for (var entity = 0; entity < segment.Count; entity++, number++)
            {
                if (known.Count < Texts)
                {
                    known.Add(model.Encode(EntityText.Of(segment, entity), isQuery: false));
                }

                var varied = known[number % known.Count].Select((value, i) => value + (Noise * MathF.Sin((number * 31) + i))).ToArray();
                var hash = number.ToString(CultureInfo.InvariantCulture);
                space.Add(hash, QuantizedVector.From(varied));
                space.TryAssign(segment, entity, hash);
            }
        }

        space.Calibration = VectorCalibration.Of(space);
        Console.WriteLine($"{space.Count} vectors, {space.Calibration}");
        var fusion = new Fusion(FusionMethod.Balanced, 0.3f, 0.7f);
        return new(queries.Distinct(StringComparer.Ordinal).Take(Queries).ToDictionary(static query => query, query =>
        {
            string[] texts = [query, .. QuerySteps.Of(query)];
            return new VectorPart(
                space,
                new([.. texts.Select(text => QuantizedVector.From(model.Encode(text, isQuery: true)))], QuerySteps.WordsOf(query)),
                fusion);
        }));
    }

    /// <summary>Null for a query that was not prepared: it goes by words.</summary>
    public VectorPart? Find(string query) => _queries.GetValueOrDefault(query);
}
