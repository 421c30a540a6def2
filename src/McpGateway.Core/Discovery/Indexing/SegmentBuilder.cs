using System.Runtime.InteropServices;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Analyses units and builds a segment of them. Used by one thread at a time.</summary>
internal sealed class SegmentBuilder
{
    private readonly RankingParameters _parameters;
    private readonly FieldParameters[] _fields;
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<SegmentUnit> _units = [];
    private readonly List<int> _unitOf = [];
    private readonly List<SearchEntity> _entities = [];
    private readonly List<RawPosting> _postings = [];

    // Per field: how often each term of the entity in hand occurs. Cleared by touching only what was used.
    private readonly Dictionary<int, float> _weights = [];
    private readonly Dictionary<int, float> _fieldCounts = [];

    public SegmentBuilder(RankingParameters parameters)
    {
        _parameters = parameters;
        _fields = new FieldParameters[Enum.GetValues<IndexField>().Length];
        foreach (var field in parameters.Fields)
        {
            _fields[(int)field.Field] = field;
        }

        _lookup = _terms.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public void Add(SearchUnit unit)
    {
        _units.Add(new(unit.Key, unit.Info, _entities.Count, unit.Entities.Count));
        foreach (var entity in unit.Entities)
        {
            AddPostings(entity);
            _unitOf.Add(_units.Count - 1);
            _entities.Add(entity with { Texts = [] });
        }
    }

    public SearchSegment Build()
    {
        var sorted = _terms.Keys.ToArray();
        Array.Sort(sorted, StringComparer.Ordinal);
        var placeOf = new int[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            placeOf[_terms[sorted[i]]] = i;
        }

        var offsets = new int[sorted.Length + 1];
        foreach (var posting in _postings)
        {
            offsets[placeOf[posting.Term] + 1]++;
        }

        for (var i = 0; i < sorted.Length; i++)
        {
            offsets[i + 1] += offsets[i];
        }

        var next = offsets.AsSpan(0, sorted.Length).ToArray();
        var entities = new int[_postings.Count];
        var impacts = new ushort[_postings.Count];
        foreach (var posting in _postings)
        {
            var place = next[placeOf[posting.Term]]++;
            entities[place] = posting.Entity;
            impacts[place] = posting.Impact;
        }

        return new()
        {
            Units = [.. _units],
            UnitOf = [.. _unitOf],
            Kinds = [.. _entities.Select(entity => entity.Kind)],
            Names = [.. _entities.Select(entity => entity.Name)],
            Payloads = [.. _entities.Select(entity => entity.Payload)],
            Servers = SearchSegment.Bits(_entities.Count, i => _entities[i].Kind is EntityKind.Server or EntityKind.Agent),
            Enabled = SearchSegment.Bits(_entities.Count, i => _units[_unitOf[i]].Info.IsEnabled),
            Terms = sorted,
            Offsets = offsets,
            PostingEntities = entities,
            PostingImpacts = impacts,
        };
    }

    private void AddPostings(SearchEntity entity)
    {
        _weights.Clear();
        for (var field = 0; field < _fields.Length; field++)
        {
            _fieldCounts.Clear();
            var counter = new Counter(this);
            foreach (var text in entity.Texts)
            {
                if ((int)text.Field == field)
                {
                    TextAnalyzer.Analyze(text.Text, false, ref counter);
                }
            }

            AddField(_fields[field], counter.Length);
        }

        foreach (var (term, weight) in _weights)
        {
            var saturated = weight / (_parameters.K1 + weight);
            _postings.Add(new(term, _entities.Count, (ushort)Math.Clamp(MathF.Round(saturated * ushort.MaxValue), 1, ushort.MaxValue)));
        }
    }

    private void AddField(FieldParameters field, float length)
    {
        var scale = field.Weight / (1 - field.Normalisation + (field.Normalisation * length / field.ReferenceLength));
        foreach (var (term, count) in _fieldCounts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_weights, term, out _) += count * scale;
        }
    }

    private int IdOf(ReadOnlySpan<char> term)
    {
        if (!_lookup.TryGetValue(term, out var id))
        {
            id = _terms.Count;
            _lookup[term] = id;
        }

        return id;
    }

    private readonly record struct RawPosting(int Term, int Entity, ushort Impact);

    private struct Counter(SegmentBuilder builder) : ITermSink
    {
        public float Length;

        public void Add(ReadOnlySpan<char> term, bool isPart)
        {
            var weight = isPart ? builder._parameters.PartWeight : 1f;
            CollectionsMarshal.GetValueRefOrAddDefault(builder._fieldCounts, builder.IdOf(term), out _) += weight;
            Length += weight;
        }
    }
}
