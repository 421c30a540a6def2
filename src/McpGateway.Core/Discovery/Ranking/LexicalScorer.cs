using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>The query's terms, and the words related to them, with their weight in this snapshot: rare terms weigh more.</summary>
internal sealed class LexicalScorer
{
    private readonly SearchSnapshot _snapshot;
    private readonly List<ScoredTerm> _terms = [];

    private LexicalScorer(SearchSnapshot snapshot) => _snapshot = snapshot;

    /// <summary>
    /// What an entity would score that holds every word of the query endlessly often. Depends on the query and the catalogue only, never on
    /// the caller, so that normalised scores are the same for everybody.
    /// </summary>
    public float TotalWeight { get; private set; }

    public bool IsEmpty => _terms.Count == 0;

    public static LexicalScorer For(SearchSnapshot snapshot, QueryTerms query, RankingParameters parameters, Thesaurus thesaurus)
    {
        var scorer = new LexicalScorer(snapshot);
        var related = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var term in query.All)
        {
            var places = scorer.Find(term.Text, out var frequency);
            var weight = term.Weight * Rarity(snapshot, frequency, parameters);
            scorer.Add(term.Text, weight, frequency, places, isRelated: false);
            scorer.TotalWeight += term.IsPair ? 0 : weight;

            var isRare = frequency <= snapshot.EntityCount * parameters.RareShare;
            var share = term.Weight * (isRare ? parameters.RelatedWeightOfRare : parameters.RelatedWeight);
            foreach (var other in thesaurus.Related(term.Text))
            {
                if (!query.Contains(other))
                {
                    related[other] = Math.Max(related.GetValueOrDefault(other), share);
                }
            }
        }

        foreach (var (other, share) in related)
        {
            // A related word that stands nearly everywhere tells nothing and costs most.
            var places = scorer.Find(other, out var frequency);
            if (frequency > Math.Max(parameters.CommonCount, snapshot.EntityCount * parameters.CommonShare))
            {
                continue;
            }

            scorer.Add(other, share * Rarity(snapshot, frequency, parameters), frequency, places, isRelated: true);
        }

        return scorer;
    }

    /// <summary>Adds each entity's share of <see cref="TotalWeight"/> to <paramref name="scores"/>.</summary>
    public void Score(SearchSegment segment, Span<float> scores)
    {
        var number = NumberOf(segment);
        foreach (var term in _terms)
        {
            if (term.Places[number] < 0)
            {
                continue;
            }

            var postings = segment.At(term.Places[number]);
            var scale = term.Weight / TotalWeight / ushort.MaxValue;

            // The innermost loop of every search. Both columns have one length, and entities come from the segment itself.
            ref var entity = ref MemoryMarshal.GetReference(postings.Entities);
            ref var impact = ref MemoryMarshal.GetReference(postings.Impacts);
            ref var score = ref MemoryMarshal.GetReference(scores);
            for (var i = 0; i < postings.Count; i++)
            {
                Unsafe.Add(ref score, Unsafe.Add(ref entity, i)) += scale * Unsafe.Add(ref impact, i);
            }
        }
    }

    /// <summary>The terms that an entity holds, most weighty first, for the answer's <c>why</c>.</summary>
    public IReadOnlyList<TermMatch> Explain(SearchSegment segment, int entity)
    {
        var matches = new List<TermMatch>();
        var number = NumberOf(segment);
        foreach (var term in _terms)
        {
            var postings = term.Places[number] < 0 ? default : segment.At(term.Places[number]);
            var place = postings.Entities.BinarySearch(entity);
            if (place >= 0)
            {
                matches.Add(new(term.Text, term.IsRelated, term.Weight * postings.Impacts[place] / ushort.MaxValue / TotalWeight));
            }
        }

        return [.. matches.OrderByDescending(match => match.Share)];
    }

    private void Add(string term, float weight, int frequency, int[] places, bool isRelated)
    {
        if (frequency > 0 && weight > 0)
        {
            _terms.Add(new(term, weight, places, isRelated));
        }
    }

    private int NumberOf(SearchSegment segment)
    {
        for (var number = 0; number < _snapshot.Segments.Count; number++)
        {
            if (_snapshot.Segments[number].Segment == segment)
            {
                return number;
            }
        }

        throw new ArgumentException("The segment is not of the snapshot that was searched.", nameof(segment));
    }

    /// <summary>Looked up once: the names of terms lie scattered in memory.</summary>
    /// <returns>By segment of the snapshot, the number of the term; negative where it is not known.</returns>
    private int[] Find(string term, out int frequency)
    {
        var places = new int[_snapshot.Segments.Count];
        frequency = 0;
        for (var number = 0; number < places.Length; number++)
        {
            var segment = _snapshot.Segments[number].Segment;
            places[number] = segment.IndexOf(term);
            frequency += places[number] < 0 ? 0 : segment.At(places[number]).Count;
        }

        return places;
    }

    /// <summary>
    /// A small catalogue counts as one of ordinary size: among five tools, a word that two of them hold is no common word.
    /// </summary>
    private static float Rarity(SearchSnapshot snapshot, int frequency, RankingParameters parameters)
    {
        var count = Math.Max(snapshot.EntityCount, parameters.OrdinaryCount);
        return MathF.Log(1 + ((count - frequency + 0.5f) / (frequency + 0.5f)));
    }

    private readonly record struct ScoredTerm(string Text, float Weight, int[] Places, bool IsRelated);
}

/// <summary>A word that a hit shares with the query, as a stem.</summary>
/// <param name="Term">The stem.</param>
/// <param name="IsRelated">Not a word of the query itself but one related to it.</param>
/// <param name="Share">What it adds to the lexical score.</param>
internal readonly record struct TermMatch(string Term, bool IsRelated, float Share);
