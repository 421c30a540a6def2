using System.Runtime.InteropServices;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>A query as weighted terms.</summary>
internal sealed class QueryTerms
{
    /// <summary>A longer query is read up to here; the API's limit of 512 characters stays far below.</summary>
    private const int MaxTerms = 128;

    private readonly Dictionary<string, float> _weights = new(StringComparer.Ordinal);

    private QueryTerms()
    {
    }

    public IReadOnlyDictionary<string, float> Weights => _weights;

    public static QueryTerms From(string query, RankingParameters parameters)
    {
        var terms = Collect(query, true, parameters);

        // "show me more" is all phrases of asking: better read as words than as nothing.
        return terms._weights.Count > 0 ? terms : Collect(query, false, parameters);
    }

    private static QueryTerms Collect(string query, bool isQuery, RankingParameters parameters)
    {
        var terms = new QueryTerms();
        var collector = new Collector(terms, parameters);
        TextAnalyzer.Analyze(query, isQuery, ref collector);
        collector.AddPairs();
        return terms;
    }

    private struct Collector(QueryTerms terms, RankingParameters parameters) : ITermSink
    {
        private readonly List<string> _wholes = [];

        public readonly void Add(ReadOnlySpan<char> term, bool isPart)
        {
            if (terms._weights.Count >= MaxTerms)
            {
                return;
            }

            var text = term.ToString();
            ref var weight = ref CollectionsMarshal.GetValueRefOrAddDefault(terms._weights, text, out var known);
            weight = known ? weight + ((isPart ? parameters.PartWeight : 1f) * parameters.RepeatWeight) : isPart ? parameters.PartWeight : 1f;
            if (!isPart)
            {
                _wholes.Add(text);
            }
        }

        /// <summary>"git hub" also asks for "github": two neighbours written as one word.</summary>
        public readonly void AddPairs()
        {
            for (var i = 0; i + 1 < _wholes.Count && parameters.PairWeight > 0; i++)
            {
                terms._weights.TryAdd(_wholes[i] + _wholes[i + 1], parameters.PairWeight);
            }
        }
    }
}
