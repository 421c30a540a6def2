namespace McpGateway.Core.Discovery.Indexing;

/// <summary>
/// An immutable part of the index: the entities of some units in order, and for each term the entities that hold it.
/// Deletion is kept outside (<see cref="SegmentView"/>), so that segments can be shared by every snapshot.
/// </summary>
internal sealed class SearchSegment
{
    public required SegmentUnit[] Units { get; init; }

    /// <summary>Entity → index of its unit.</summary>
    public required int[] UnitOf { get; init; }

    public required EntityKind[] Kinds { get; init; }

    public required string[] Names { get; init; }

    public required EntityPayload[] Payloads { get; init; }

    /// <summary>Terms in ordinal order. The postings of <c>Terms[i]</c> stand from <c>Offsets[i]</c> to <c>Offsets[i + 1]</c>.</summary>
    public required string[] Terms { get; init; }

    public required int[] Offsets { get; init; }

    public required int[] PostingEntities { get; init; }

    /// <summary>Saturated BM25F weight of the term in the entity, 0..1 as 0..65535.</summary>
    public required ushort[] PostingImpacts { get; init; }

    /// <summary>One bit per entity: it is a server, or an agent, and the others of its unit belong to it.</summary>
    public required ulong[] Servers { get; init; }

    /// <summary>One bit per entity: its server is switched on.</summary>
    public required ulong[] Enabled { get; init; }

    public int Count => Names.Length;

    /// <summary>Units that somebody has rated: few, so that a search need not look at all of them.</summary>
    public SegmentUnit[] RatedUnits => field ??= [.. Units.Where(static unit => unit.Info.Rating != 0)];

    /// <summary>Units that not everybody sees whom rules allow them: few, as well.</summary>
    public SegmentUnit[] NarrowedUnits => field ??= [.. Units.Where(static unit => unit.Info.Server is not null)];

    /// <summary>One bit per entity: it is a prompt, a resource or a template of resources.</summary>
    public ulong[] Items => field ??= Bits(
        Count, i => Kinds[i] is EntityKind.Prompt or EntityKind.Resource or EntityKind.ResourceTemplate);

    /// <summary>One bit per entity that <paramref name="condition"/> holds for.</summary>
    public static ulong[] Bits(int count, Func<int, bool> condition)
    {
        var bits = new ulong[(count + 63) / 64];
        for (var i = 0; i < count; i++)
        {
            if (condition(i))
            {
                bits[i >> 6] |= 1UL << (i & 63);
            }
        }

        return bits;
    }

    /// <summary>The postings of a term, empty when the segment does not know it.</summary>
    public Postings Find(string term)
    {
        var index = IndexOf(term);
        return index < 0 ? default : At(index);
    }

    /// <summary>The place of a term in <see cref="Terms"/>; negative when the segment does not know it.</summary>
    public int IndexOf(string term) => Array.BinarySearch(Terms, term, StringComparer.Ordinal);

    public Postings At(int termIndex)
    {
        var (start, end) = (Offsets[termIndex], Offsets[termIndex + 1]);
        return new(PostingEntities.AsSpan(start, end - start), PostingImpacts.AsSpan(start, end - start));
    }
}

/// <summary>A unit's place in a segment: its entities stand together.</summary>
internal sealed record SegmentUnit(string Key, UnitInfo Info, int First, int Count);

internal readonly ref struct Postings(ReadOnlySpan<int> entities, ReadOnlySpan<ushort> impacts)
{
    public ReadOnlySpan<int> Entities { get; } = entities;

    public ReadOnlySpan<ushort> Impacts { get; } = impacts;

    public int Count => Entities.Length;
}
