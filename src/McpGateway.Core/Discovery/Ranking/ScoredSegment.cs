using System.Buffers;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>The scores of one segment's entities during one search. Arrays are rented: dispose it.</summary>
internal sealed class ScoredSegment : IDisposable
{
    private readonly float[] _scores;
    private readonly ulong[] _mask;
    private DeferredVectors? _deferred;
    private float[]? _bounds;

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

    /// <summary>By words until <see cref="Fusion"/> was applied; then final, unless the vectors' part is deferred.</summary>
    public Span<float> Scores => _scores.AsSpan(0, View.Segment.Count);

    /// <returns>The final score.</returns>
    public float ScoreOf(int entity) => _deferred is { } deferred ? deferred.ScoreOf(entity, _scores[entity]) : _scores[entity];

    public bool IsAllowed(int entity) => (_mask[entity >> 6] & (1UL << (entity & 63))) != 0;

    /// <summary>Whether the vectors' part is still to be added to <see cref="Scores"/>.</summary>
    public bool IsDeferred => _deferred is not null;

    /// <summary>Leaves the vectors' part to be computed for those that can be hits.</summary>
    public void Defer(DeferredVectors deferred)
    {
        _deferred = deferred;
        _bounds = ArrayPool<float>.Shared.Rent(Segment.Count);
        for (var word = 0; word < Mask.Length; word++)
        {
            if (Mask[word] != 0)
            {
                deferred.Bounds(word, WordOf(_scores, word), WordOf(_bounds, word));
            }
        }
    }

    /// <summary>What the entities of a word of the mask score at most. Nothing of use where the mask allows none.</summary>
    public ReadOnlySpan<float> BoundsOf(int word) => WordOf(_bounds ?? _scores, word);

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_scores);
        if (_bounds is not null)
        {
            ArrayPool<float>.Shared.Return(_bounds);
        }

        ArrayPool<ulong>.Shared.Return(_mask);
    }

    private Span<float> WordOf(float[] values, int word) => values.AsSpan(word << 6, Math.Min(64, Segment.Count - (word << 6)));
}
