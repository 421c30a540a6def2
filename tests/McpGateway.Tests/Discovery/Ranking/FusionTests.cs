using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Tests.Discovery.Ranking;

/// <summary>How words and vectors become one score.</summary>
public sealed class FusionTests
{
    private const int Entities = 9;

    private static readonly SegmentView View = Catalogue.Index(
        Catalogue.Unit(Catalogue.Server("A"),
            [.. Enumerable.Range(1, Entities - 1).Select(number => Catalogue.Tool($"t{number}"))])).Current.Segments[0];

    private static readonly Gen<float[]> Scores = Gen.Choose(0, 16).Select(number => number / 16f).ArrayOf(Entities);

    /// <summary>Lexical score and cosine of an entity, weights, expected score.</summary>
    [Theory]
    [InlineData(0.5f, 1f, 0.3f, 0.7f, 0.85f)]
    [InlineData(0.5f, 0f, 0.3f, 0.7f, 0.15f)]
    [InlineData(0f, 1f, 0.3f, 0.7f, 0.7f)]
    [InlineData(1f, -1f, 0.5f, 0.5f, 0.5f)]
    [InlineData(1f, null, 0.5f, 0.5f, 0.5f)]
    [InlineData(1f, 1f, 1f, 0f, 1f)]
    [InlineData(1f, 1f, 0f, 1f, 1f)]
    public void WeightedSum_Parts_AreAddedByWeight(float lexical, float? cosine, float lexicalWeight, float vectorWeight, float expected)
    {
        var scores = Apply(
            new(FusionMethod.WeightedSum, lexicalWeight, vectorWeight), [lexical, .. new float[Entities - 1]],
                [cosine, .. new float?[Entities - 1]]);

        Assert.Equal(expected, scores[0], 0.02f);
    }

    /// <summary>Lexical score, cosine and length of the query, expected score; the floor of cosines is 0.1.</summary>
    [Theory]
    [InlineData(1f, 1f, 3, 1f)]
    [InlineData(1f, 1f, 80, 1f)]
    [InlineData(1f, null, 3, 0.5f)]
    [InlineData(0f, 1f, 3, 0.5f)]
    [InlineData(0f, 1f, 8, 0.5f)]
    [InlineData(0f, 1f, 16, 0.3333f)]
    [InlineData(0f, 1f, 80, 0.0909f)]
    [InlineData(0f, 0.1f, 3, 0f)]
    [InlineData(0f, -1f, 3, 0f)]
    [InlineData(0f, 0.55f, 3, 0.25f)]
    public void Balanced_LongerQuery_GivesVectorsLessSay(float lexical, float? cosine, int words, float expected)
    {
        var scores = Apply(
            new(FusionMethod.Balanced, 0.3f, 0.7f), [lexical, .. new float[Entities - 1]], [cosine, .. new float?[Entities - 1]], words);

        Assert.Equal(expected, scores[0], 0.01f);
    }

    [Theory]
    [InlineData(1f, 0f, 1f)]
    [InlineData(0f, 1f, 0f)]
    public void Balanced_OneWeightOnly_IsTheOtherAlone(float lexicalWeight, float vectorWeight, float expected) => Assert.Equal(
        expected,
        Apply(new(FusionMethod.Balanced, lexicalWeight, vectorWeight), [1f, .. new float[Entities - 1]], new float?[Entities])[0],
        0.01f);

    [Fact]
    public void ReciprocalRank_BestByBoth_ScoresOne()
    {
        var scores = Apply(new(FusionMethod.ReciprocalRank, 0.4f, 0.6f), [0.2f, 0.9f, 0.4f, .. new float[6]],
            [0.1f, 0.8f, 0.3f, .. new float?[6]]);

        Assert.Equal(1, scores[1], 0.001f);
        Assert.Equal(61f / 62, scores[2], 0.001f);
        Assert.Equal(61f / 63, scores[0], 0.001f);
        Assert.All(scores[3..], score => Assert.Equal(0, score));
    }

    [Fact]
    public void ReciprocalRank_EqualScores_ShareARank()
    {
        var scores = Apply(new(FusionMethod.ReciprocalRank, 1, 0), [0.5f, 0.5f, 0.2f, .. new float[6]], new float?[Entities]);

        Assert.Equal(scores[0], scores[1]);
        Assert.Equal(61f / 63, scores[2], 0.001f);
    }

    /// <summary>What is better by words and not worse by vectors is not worse afterwards.</summary>
    [Theory]
    [InlineData(FusionMethod.Balanced)]
    [InlineData(FusionMethod.WeightedSum)]
    [InlineData(FusionMethod.ReciprocalRank)]
    public void Apply_AnyScores_NeverTurnsAgreementAround(FusionMethod method) =>
        Prop.ForAll(Scores.ToArbitrary(), Scores.ToArbitrary(), (words, cosines) =>
    {
        var fused = Apply(new(method, 0.3f, 0.7f), words, [.. cosines.Select(cosine => (float?)cosine)]);
        return Enumerable.Range(0, Entities).All(left => Enumerable.Range(0, Entities).All(right =>
            words[left] < words[right] || cosines[left] < cosines[right] || fused[left] >= fused[right] - 0.02f));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(FusionMethod.Balanced)]
    [InlineData(FusionMethod.WeightedSum)]
    [InlineData(FusionMethod.ReciprocalRank)]
    public void Apply_AnyScores_StaysFromZeroToOne(FusionMethod method) =>
        Prop.ForAll(Scores.ToArbitrary(), Scores.ToArbitrary(), (words, cosines) =>
        Apply(new(method, 0.3f, 0.7f), words, [.. cosines.Select(cosine => (float?)cosine)]).All(score =>
            score is >= 0 and <= 1.01f)).QuickCheckThrowOnFailure();

    private static float[] Apply(Fusion fusion, float[] lexical, float?[] cosines, int words = 3)
    {
        // In the plane, a unit vector has its cosine as its first part.
        var space = new VectorSpace("m", 2);
        foreach (var (entity, cosine) in cosines.Index().Where(item => item.Item is not null))
        {
            space.Add($"{entity}", QuantizedVector.From([cosine!.Value, MathF.Sqrt(1 - (cosine.Value * cosine.Value))]));
            space.TryAssign(View.Segment, entity, $"{entity}");
        }

        using var scored = new ScoredSegment(View);
        scored.Mask.Fill(ulong.MaxValue >> (64 - Entities));
        lexical.CopyTo(scored.Scores);
        fusion.Apply([scored], space, new([QuantizedVector.From([1, 0])], words), ratingWeight: 0);
        return [.. Enumerable.Range(0, Entities).Select(scored.ScoreOf)];
    }
}
