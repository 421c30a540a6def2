using System.Numerics;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Core.Discovery.Ranking;

/// <summary>
/// The vectors' part of one segment's scores, computed for those that can be hits. How good an entity can be at most is read from the signs
/// of its vector, and a cosine never counts for more than that: so whoever can be passed over by its signs would not have been a hit, and
/// an entity's score is the same whoever asks.
/// </summary>
internal sealed class DeferredVectors
{
    /// <summary>A bound is computed another way than the score and may come out a little lower.</summary>
    private const float Rounding = 1 + 1e-5f;

    private readonly SearchSegment _segment;
    private readonly SegmentVectors? _vectors;
    private readonly VectorSpace _space;
    private readonly QueryEmbedding _query;
    private readonly LinearMix _mix;
    private readonly CosineBound _bound;
    private readonly float _ratingWeight;
    private readonly float _bestFactor = 1;

    /// <param name="segment">Whose entities are scored.</param>
    /// <param name="space">Their vectors.</param>
    /// <param name="query">Those of the query.</param>
    /// <param name="mix">How words and cosine become a score.</param>
    /// <param name="ratingWeight">See <see cref="RankRequest.RatingWeight"/>.</param>
    public DeferredVectors(SearchSegment segment, VectorSpace space, QueryEmbedding query, LinearMix mix, float ratingWeight)
    {
        (_segment, _space, _query, _mix) = (segment, space, query, mix);
        _vectors = space.Find(segment);
        _bound = CosineBound.Of(space.Calibration, space.Dimensions);
        _ratingWeight = segment.RatedUnits.Length > 0 ? ratingWeight : 0;
        foreach (var unit in segment.RatedUnits)
        {
            _bestFactor = Math.Max(_bestFactor, FactorOf(unit));
        }
    }

    /// <summary>See <see cref="VectorCalibration.ReachOf"/>.</summary>
    public int Reach { get; init; } = int.MaxValue;

    /// <summary>
    /// What the entities of a block score at most. May be more than they can for those without a vector, and for those that are rated.
    /// </summary>
    /// <param name="block">Number of the block of <see cref="SegmentVectors.BlockSize"/> entities.</param>
    /// <param name="words">The words' scores of these entities.</param>
    /// <param name="bounds">Filled; as long as <paramref name="words"/>.</param>
    public void Bounds(int block, ReadOnlySpan<float> words, Span<float> bounds)
    {
        if (_vectors is null)
        {
            for (var i = 0; i < words.Length; i++)
            {
                bounds[i] = words[i] * _mix.Words * _bestFactor;
            }

            return;
        }

        Span<int> distances = stackalloc int[SegmentVectors.BlockSize];
        _vectors.Distances(_query.Sketches, block, distances);
        var highest = new Vector<float>((_bound.Highest - _mix.Floor) * _mix.Vector);
        var perSign = new Vector<float>(_bound.PerSign * _mix.Vector);
        var (weight, factor) = (new Vector<float>(_mix.Words), new Vector<float>(_bestFactor * Rounding));
        var reach = new Vector<int>(Reach);
        var place = 0;
        for (; place + Vector<float>.Count <= words.Length; place += Vector<float>.Count)
        {
            var differing = new Vector<int>(distances[place..]);
            var vector = Vector.Max(Vector<float>.Zero, highest - (perSign * Vector.ConvertToSingle(differing)));
            vector = Vector.ConditionalSelect(Vector.LessThanOrEqual(differing, reach), vector, Vector<float>.Zero);
            (((new Vector<float>(words[place..]) * weight) + vector) * factor).CopyTo(bounds[place..]);
        }

        for (; place < words.Length; place++)
        {
            bounds[place] = ((words[place] * _mix.Words)
                + (distances[place] <= Reach ? Math.Max(0, (_bound.At(distances[place]) - _mix.Floor) * _mix.Vector) : 0))
                * _bestFactor * Rounding;
        }
    }

    /// <param name="entity">One that may be a hit.</param>
    /// <param name="words">Its score by words.</param>
    public float ScoreOf(int entity, float words)
    {
        var cosine = float.NaN;
        if (_vectors is not null && _vectors.RowOf(entity) is >= 0 and var row)
        {
            var distance = _vectors.Distance(_query.Sketches, entity);
            cosine = distance <= Reach ? Math.Min(_space.Cosine(row, _query.Vectors), _bound.At(distance)) : float.NaN;
        }

        var score = _mix.Of(words, cosine);
        return _ratingWeight == 0 ? score : score * FactorOf(_segment.Units[_segment.UnitOf[entity]]);
    }

    private float FactorOf(SegmentUnit unit) => 1 + (_ratingWeight * unit.Info.Rating);
}
