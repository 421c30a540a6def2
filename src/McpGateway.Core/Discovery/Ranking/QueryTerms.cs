using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>A query as weighted terms.</summary>
internal sealed class QueryTerms
{
    /// <summary>A longer query is read up to here; the API's limit of 512 characters stays far below.</summary>
    private const int MaxTerms = 128;

    private readonly Dictionary<string, QueryTerm> _terms = new(StringComparer.Ordinal);

    private QueryTerms()
    {
    }

    public IReadOnlyCollection<QueryTerm> All => _terms.Values;

    public bool Contains(string term) => _terms.ContainsKey(term);

    public static QueryTerms From(string query, RankingParameters parameters)
    {
        var terms = Collect(query, true, parameters);

        // "show me more" is all phrases of asking: better read as words than as nothing.
        return terms._terms.Count > 0 ? terms : Collect(query, false, parameters);
    }

    private static QueryTerms Collect(string query, bool isQuery, RankingParameters parameters)
    {
        var terms = new QueryTerms();
        var collector = new Collector(terms, parameters);
        TextAnalyzer.Analyze(query, isQuery, ref collector);
        collector.AddPairs();
        return terms;
    }

    private readonly struct Collector(QueryTerms terms, RankingParameters parameters) : ITermSink
    {
        private readonly List<string> _wholes = [];

        public void Add(ReadOnlySpan<char> term, bool isPart)
        {
            if (terms._terms.Count >= MaxTerms)
            {
                return;
            }

            var text = term.ToString();
            var weight = isPart ? parameters.PartWeight : 1f;
            terms._terms[text] = terms._terms.TryGetValue(text, out var known)
                ? known with { Weight = known.Weight + (weight * parameters.RepeatWeight) }
                : new(text, weight, false);
            if (!isPart)
            {
                _wholes.Add(text);
            }
        }

        /// <summary>"git hub" also asks for "github": two neighbours written as one word.</summary>
        public void AddPairs()
        {
            for (var i = 0; i + 1 < _wholes.Count && parameters.PairWeight > 0; i++)
            {
                var pair = _wholes[i] + _wholes[i + 1];
                terms._terms.TryAdd(pair, new(pair, parameters.PairWeight, true));
            }
        }
    }
}

/// <summary>One term of a query.</summary>
/// <param name="Text">The stem.</param>
/// <param name="Weight">How much the query stresses it.</param>
/// <param name="IsPair">Made of two neighbouring words: welcome when a tool has it, not missed otherwise.</param>
internal readonly record struct QueryTerm(string Text, float Weight, bool IsPair);
