using System.Runtime.CompilerServices;
using McpGateway.Access.Decisions;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>
/// Which entities of a segment may be hits, as one bit each. What a caller may use is worked out once per segment and set of scopes:
/// segments never change, and a changed policy brings new <see cref="CompiledAccess"/> objects, so nothing here can be out of date.
/// </summary>
internal sealed class EntityMask
{
    private readonly ConditionalWeakTable<SearchSegment, ConditionalWeakTable<CompiledAccess, ulong[]>> _known = [];

    /// <param name="view">The segment and what of it is current.</param>
    /// <param name="access">The caller's rights.</param>
    /// <param name="seesAllServers">Whether the caller sees every server, whatever the rules say; its tools are judged by the rules all the
    /// same.</param>
    /// <param name="filter">What else was asked for.</param>
    /// <param name="mask">Filled: one bit per entity.</param>
    public void Fill(SegmentView view, CompiledAccess access, bool seesAllServers, SearchFilter filter, Span<ulong> mask)
    {
        var segment = view.Segment;
        var allowed = _known.GetValue(segment, static _ => []).GetValue(access, rights => Allowed(segment, rights));
        for (var word = 0; word < mask.Length; word++)
        {
            var usable = seesAllServers ? allowed[word] | segment.Servers[word] : allowed[word];
            mask[word] = view.Live[word] & usable & (filter.IncludeDisabled ? ulong.MaxValue : segment.Enabled[word]);
        }

        if (filter.Tags.Count > 0)
        {
            RemoveUntagged(segment, mask, filter.Tags);
        }
    }

    private static ulong[] Allowed(SearchSegment segment, CompiledAccess access)
    {
        var bits = new ulong[(segment.Count + 63) / 64];
        foreach (var unit in segment.Units)
        {
            var rights = access.For(unit.Info.TechnicalName);
            if (!rights.AllowsServer)
            {
                continue;
            }

            for (var i = unit.First; i < unit.First + unit.Count; i++)
            {
                if (segment.Kinds[i] != EntityKind.Tool || rights.AllowsTool(segment.Names[i]))
                {
                    bits[i >> 6] |= 1UL << (i & 63);
                }
            }
        }

        return bits;
    }

    private static void RemoveUntagged(SearchSegment segment, Span<ulong> mask, IReadOnlyList<string> tags)
    {
        foreach (var unit in segment.Units)
        {
            if (tags.All(tag => unit.Info.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase)))
            {
                continue;
            }

            for (var i = unit.First; i < unit.First + unit.Count; i++)
            {
                mask[i >> 6] &= ~(1UL << (i & 63));
            }
        }
    }
}

/// <summary>Conditions that do not depend on the caller.</summary>
/// <param name="Tags">All must be tags of the server, whatever their case.</param>
/// <param name="IncludeDisabled">Whether servers that are switched off, and their tools, may be hits.</param>
internal sealed record SearchFilter(IReadOnlyList<string> Tags, bool IncludeDisabled);
