using System.Globalization;
using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Search;
using McpGateway.Core.Discovery.Text;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Embeddings.Onnx;
using McpGateway.Embeddings.Onnx.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Eval;

/// <summary>
/// Vectors for a catalogue of 100,000 tools without embedding 100,000 texts: each real text once, and each time that it occurs a little
/// different. Queries have their real vectors, as if they had been asked before.
/// </summary>
internal sealed class LoadVectors
{
    private const int KeyLength = 150;
    private const int Queries = 500;
    private const float Noise = 0.02f;

    private readonly Dictionary<string, VectorPart> _queries;
    private readonly QueryVectors? _asked;
    private int _byWords;

    private LoadVectors(Dictionary<string, VectorPart> queries, QueryVectors? asked) => (_queries, _asked) = (queries, asked);

    /// <summary>How many searches the model had no time for.</summary>
    public int ByWords => Volatile.Read(ref _byWords);

    public static LoadVectors Create(EvalArguments arguments, SearchSnapshot snapshot, string[] queries)
    {
        using var model = SentenceModel.Load(arguments.Model);
        var provider = new OnnxProvider(new("load", [arguments.Model], 0), TimeProvider.System);
        var space = new VectorSpace(provider.Model, model.Dimensions);
        var known = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var number = 0;
        foreach (var segment in snapshot.Segments.Select(static view => view.Segment))
        {
            for (var entity = 0; entity < segment.Count; entity++, number++)
            {
                // A server is described by its first tool, and is as near to what is asked for.
                var description = segment.Payloads[entity].Description.Trim();
                var key = description.Length > KeyLength ? description[..KeyLength] : description;
                if (!known.TryGetValue(key, out var own))
                {
                    known[key] = own = model.Encode(EntityText.Of(segment, entity), isQuery: false);
                }

                var varied = own.Select((value, i) => value + (Noise * MathF.Sin((number * 31) + i))).ToArray();
                var hash = number.ToString(CultureInfo.InvariantCulture);
                space.Add(hash, QuantizedVector.From(varied));
                space.TryAssign(segment, entity, hash);
            }
        }

        space.Calibration = VectorCalibration.Of(space);
        Console.WriteLine($"{space.Count} vectors, {space.Calibration}");
        var fusion = new Fusion(FusionMethod.Balanced, 0.3f, 0.7f);
        if (arguments.Vectors == "new")
        {
            var store = new VectorStore();
            store.Publish(space);
            return new([], new(
                new(provider), store, Options.Create(new DiscoveryOptions()), TimeProvider.System, NullLogger<QueryVectors>.Instance));
        }

        return new(queries.Distinct(StringComparer.Ordinal).Take(Queries).ToDictionary(static query => query, query =>
        {
            string[] texts = [query, .. QuerySteps.Of(query)];
            return new VectorPart(
                space,
                new([.. texts.Select(text => QuantizedVector.From(model.Encode(text, isQuery: true)))], QuerySteps.WordsOf(query)),
                fusion);
        }), asked: null);
    }

    /// <summary>Null for a query that has no vector: it goes by words.</summary>
    public async ValueTask<VectorPart?> FindAsync(string query, CancellationToken cancellationToken)
    {
        var part = _asked is null ? _queries.GetValueOrDefault(query) : (await _asked.ForAsync(query, cancellationToken)).Part;
        if (part is null)
        {
            Interlocked.Increment(ref _byWords);
        }

        return part;
    }
}
