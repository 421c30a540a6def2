using System.Buffers;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>The scores of one segment's entities during one search. Arrays are rented: dispose it.</summary>
internal sealed class ScoredSegment : IDisposable
{
    private readonly float[] _scores;
    private readonly ulong[] _mask;

    public ScoredSegment(SegmentView view)
    {
        View = view;
        _mask = ArrayPool<ulong>.Shared.Rent(view.Live.Length);
        _scores = ArrayPool<float>.Shared.Rent(view.Segment.Count);
        Scores.Clear();
    }

    public SegmentView View { get; }

    /// <summary>What may be a hit.</summary>
    public Span<ulong> Mask => _mask.AsSpan(0, View.Live.Length);

    public SearchSegment Segment => View.Segment;

    public Span<float> Scores => _scores.AsSpan(0, View.Segment.Count);

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_scores);
        ArrayPool<ulong>.Shared.Return(_mask);
    }
}
