using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>The query's terms with their weight in this snapshot: rare terms weigh more.</summary>
internal sealed class LexicalScorer
{
    private readonly (string Term, float Weight)[] _terms;

    private LexicalScorer((string Term, float Weight)[] terms, float total) => (_terms, TotalWeight) = (terms, total);

    /// <summary>What an entity would score that holds every term endlessly often.</summary>
    public float TotalWeight { get; }

    public bool IsEmpty => _terms.Length == 0;

    public static LexicalScorer For(SearchSnapshot snapshot, IReadOnlyDictionary<string, float> query)
    {
        var terms = new List<(string, float)>();
        var total = 0f;
        foreach (var (term, weight) in query)
        {
            var frequency = 0;
            foreach (var view in snapshot.Segments)
            {
                frequency += view.Segment.Find(term).Count;
            }

            if (frequency == 0)
            {
                continue;
            }

            var idf = MathF.Log(1 + ((snapshot.EntityCount - frequency + 0.5f) / (frequency + 0.5f)));
            idf = MathF.Pow(idf, float.Parse(Environment.GetEnvironmentVariable("IDFP") ?? "1"));
            terms.Add((term, weight * idf));
            total += weight * idf;
        }

        return new([.. terms], total);
    }

    /// <summary>Adds each entity's score to <paramref name="scores"/>.</summary>
    public void Score(SearchSegment segment, Span<float> scores)
    {
        foreach (var (term, weight) in _terms)
        {
            var postings = segment.Find(term);
            var scale = weight / ushort.MaxValue;
            var entities = postings.Entities;
            var impacts = postings.Impacts;
            for (var i = 0; i < entities.Length && i < impacts.Length; i++)
            {
                scores[entities[i]] += scale * impacts[i];
            }
        }
    }
}
