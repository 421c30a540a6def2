namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Makes one segment of several, leaving out what was deleted. Copies postings; texts are not analysed again.</summary>
internal static class SegmentMerger
{
    public static SearchSegment Merge(IReadOnlyList<SegmentView> views)
    {
        var count = views.Sum(view => view.LiveCount);
        var merged = new Columns(count);
        var maps = views.Select(merged.Add).ToArray();
        var terms = new List<string>();
        var offsets = new List<int> { 0 };
        var capacity = views.Sum(view => view.Segment.PostingEntities.Length);
        var entities = new List<int>(capacity);
        var impacts = new List<ushort>(capacity);
        var cursors = new int[views.Count];
        while (NextTerm(views, cursors) is { } term)
        {
            for (var i = 0; i < cursors.Length; i++)
            {
                var segment = views[i].Segment;
                if (cursors[i] < segment.Terms.Length && string.Equals(segment.Terms[cursors[i]], term, StringComparison.Ordinal))
                {
                    Copy(segment.At(cursors[i]), maps[i], entities, impacts);
                    cursors[i]++;
                }
            }

            if (entities.Count > offsets[^1])
            {
                terms.Add(term);
                offsets.Add(entities.Count);
            }
        }

        return merged.ToSegment([.. terms], [.. offsets], [.. entities], [.. impacts]);
    }

    private static string? NextTerm(IReadOnlyList<SegmentView> views, int[] cursors)
    {
        string? next = null;
        for (var i = 0; i < cursors.Length; i++)
        {
            var terms = views[i].Segment.Terms;
            if (cursors[i] < terms.Length && (next is null || string.CompareOrdinal(terms[cursors[i]], next) < 0))
            {
                next = terms[cursors[i]];
            }
        }

        return next;
    }

    private static void Copy(Postings postings, int[] map, List<int> entities, List<ushort> impacts)
    {
        for (var i = 0; i < postings.Count; i++)
        {
            var entity = map[postings.Entities[i]];
            if (entity >= 0)
            {
                entities.Add(entity);
                impacts.Add(postings.Impacts[i]);
            }
        }
    }

    private sealed class Columns(int capacity)
    {
        private readonly List<SegmentUnit> _units = [];
        private readonly List<int> _unitOf = new(capacity);
        private readonly List<EntityKind> _kinds = new(capacity);
        private readonly List<string> _names = new(capacity);
        private readonly List<EntityPayload> _payloads = new(capacity);

        /// <returns>Entity of the old segment → entity of the new one, -1 for deleted ones.</returns>
        public int[] Add(SegmentView view)
        {
            var segment = view.Segment;
            var map = new int[segment.Count];
            Array.Fill(map, -1);
            foreach (var unit in segment.Units.Where(unit => view.IsLive(unit.First)))
            {
                var first = _names.Count;
                for (var i = 0; i < unit.Count; i++)
                {
                    var entity = unit.First + i;
                    map[entity] = first + i;
                    _unitOf.Add(_units.Count);
                    _kinds.Add(segment.Kinds[entity]);
                    _names.Add(segment.Names[entity]);
                    _payloads.Add(segment.Payloads[entity]);
                }

                _units.Add(unit with { First = first });
            }

            return map;
        }

        public SearchSegment ToSegment(string[] terms, int[] offsets, int[] entities, ushort[] impacts) => new()
        {
            Units = [.. _units],
            UnitOf = [.. _unitOf],
            Kinds = [.. _kinds],
            Names = [.. _names],
            Payloads = [.. _payloads],
            Servers = SearchSegment.Bits(_names.Count, i => _kinds[i] is EntityKind.Server or EntityKind.Agent),
            Enabled = SearchSegment.Bits(_names.Count, i => _units[_unitOf[i]].Info.IsEnabled),
            Terms = terms,
            Offsets = offsets,
            PostingEntities = entities,
            PostingImpacts = impacts,
        };
    }
}
