using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using McpGateway.Access.Decisions;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>
/// Which entities of a segment may be hits, as one bit each. What a caller may use is worked out once per segment and rights, so that each
/// unit is judged once and not by every search: segments and rights never change, a changed policy or agent brings new ones, so nothing
/// here can be out of date.
/// </summary>
internal sealed class EntityMask
{
    private readonly ConditionalWeakTable<SearchSegment, ConditionalWeakTable<CompiledAccess, ulong[]>> _ofScopes = [];
    private readonly ConditionalWeakTable<SearchSegment, SightMasks> _ofSights = [];

    /// <param name="view">The segment and what of it is current.</param>
    /// <param name="request">The caller's rights, and what else was asked for.</param>
    /// <param name="mask">Filled: one bit per entity.</param>
    public void Fill(SegmentView view, RankRequest request, Span<ulong> mask)
    {
        var (segment, filter) = (view.Segment, request.Filter);
        var allowed = AllowedOf(segment, request);
        for (var word = 0; word < mask.Length; word++)
        {
            var usable = request.SeesAllServers ? allowed[word] | segment.Servers[word] : allowed[word];
            mask[word] = view.Live[word] & usable & (filter.IncludeDisabled ? ulong.MaxValue : segment.Enabled[word]);
        }

        if (!request.SeesAllServers)
        {
            Keep(segment.NarrowedUnits, mask, unit => request.Caller is { } caller && unit.Info.Server!.Includes(caller));
        }

        if (filter.Tags.Count > 0)
        {
            Keep(segment.Units, mask, unit => filter.Tags.All(tag => unit.Info.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase)));
        }

        if (filter.Accepts is { } accepts)
        {
            Keep(segment.Units, mask, accepts);
        }
    }

    private ulong[] AllowedOf(SearchSegment segment, RankRequest request) => request.Sight is { } sight
        ? _ofSights.GetValue(segment, static key => new(key)).Of(sight)
        : _ofScopes.GetValue(segment, static _ => []).GetValue(request.Access, rights => Allowed(segment, rights));

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
                if (Allows(rights, segment.Kinds[i], segment.Names[i]))
                {
                    bits[i >> 6] |= 1UL << (i & 63);
                }
            }
        }

        return bits;
    }

    /// <summary>What a server's lists show to the caller is what is found of it.</summary>
    private static bool Allows(ServerAccess rights, EntityKind kind, string name) => kind switch
    {
        EntityKind.Tool => rights.AllowsTool(name),
        EntityKind.Prompt => rights.AllowsMethod(McpMethods.PromptsList),
        EntityKind.Resource => rights.AllowsMethod(McpMethods.ResourcesList),
        EntityKind.ResourceTemplate => rights.AllowsMethod(McpMethods.ResourceTemplatesList),
        EntityKind.Server => true,
        _ => false,
    };

    private static void Keep(SegmentUnit[] units, Span<ulong> mask, Func<SegmentUnit, bool> accepts)
    {
        foreach (var unit in units)
        {
            if (accepts(unit))
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

/// <summary>
/// What callers see of one segment of agents. Callers are many and live for a request each, so masks are kept by what the callers see by,
/// and only so many of them.
/// </summary>
internal sealed class SightMasks(SearchSegment segment)
{
    private const int Max = 256;

    private readonly ConcurrentDictionary<AgentSight, ulong[]> _known = [];

    public ulong[] Of(AgentSight sight)
    {
        if (_known.TryGetValue(sight, out var mask))
        {
            return mask;
        }

        // A mask costs a moment, so forgetting all of them now and then costs less than keeping account of their use.
        if (_known.Count >= Max)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(sight, MaskOf(sight));
    }

    private ulong[] MaskOf(AgentSight sight)
    {
        var bits = new ulong[(segment.Count + 63) / 64];
        foreach (var unit in segment.Units)
        {
            if (unit.Info.Agent is not { } agent || !sight.Sees(agent))
            {
                continue;
            }

            for (var i = unit.First; i < unit.First + unit.Count; i++)
            {
                bits[i >> 6] |= 1UL << (i & 63);
            }
        }

        return bits;
    }
}

/// <summary>Conditions that do not depend on the caller.</summary>
/// <param name="Tags">All must be tags of the server, whatever their case.</param>
/// <param name="IncludeDisabled">Whether servers that are switched off, and their tools, may be hits.</param>
internal sealed record SearchFilter(IReadOnlyList<string> Tags, bool IncludeDisabled)
{
    /// <summary>What else the server or agent must fulfil; null for nothing.</summary>
    public Func<SegmentUnit, bool>? Accepts { get; init; }
}
