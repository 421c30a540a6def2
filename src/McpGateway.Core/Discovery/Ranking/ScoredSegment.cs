using System.Buffers;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>The scores of one segment's entities during one search. Arrays are rented: dispose it.</summary>
internal sealed class ScoredSegment : IDisposable
{
    private readonly float[] _scores;

    public ScoredSegment(SegmentView view, ulong[] mask)
    {
        View = view;
        Mask = mask;
        _scores = ArrayPool<float>.Shared.Rent(view.Segment.Count);
        Scores.Clear();
    }

    public SegmentView View { get; }

    /// <summary>What may be a hit.</summary>
    public ulong[] Mask { get; }

    public SearchSegment Segment => View.Segment;

    public Span<float> Scores => _scores.AsSpan(0, View.Segment.Count);

    public void Dispose() => ArrayPool<float>.Shared.Return(_scores);
}
