using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;

namespace McpGateway.Tests.Discovery.Ranking;

public sealed class TopHitsTests
{
    /// <summary>A server and 19 tools with names in another order than their places.</summary>
    private static readonly SearchSegment Segment = Catalogue.Index(
        Catalogue.Unit(Catalogue.Server("A"),
            [.. Enumerable.Range(0, 19).Select(number => Catalogue.Tool($"t{number * 7 % 19:00}"))])).Current.Segments[0].Segment;

    private static readonly Gen<(int Entity, float Score)> Hit = Gen.Choose(0, 19).SelectMany(_ => Gen.Choose(-2, 8),
        static (entity, score) => (entity, score / 8f));

    /// <summary>Exactly the best of everything that was offered, in one order, however it was offered.</summary>
    [Fact]
    public void Add_AnyHits_KeepsTheBestInOrder()
    {
        var capacity = Gen.Choose(0, 8);
        var minimum = Gen.Choose(0, 8).Select(number => number / 8f);
        var hits = Hit.ListOf().Select(list => list.DistinctBy(hit => hit.Entity).ToArray());
        Prop.ForAll(hits.ToArbitrary(), capacity.ToArbitrary(), minimum.ToArbitrary(), (offered, count, least) =>
        {
            var top = new TopHits(count, least);
            foreach (var (entity, score) in offered)
            {
                top.Add(new(Segment, entity, score));
            }

            var expected = offered
                .Where(hit => hit.Score >= least && hit.Score > 0)
                .OrderByDescending(hit => hit.Score)
                .ThenBy(hit => Segment.Names[hit.Entity], StringComparer.Ordinal)
                .Take(count)
                .Select(hit => hit.Entity);
            return top.Hits.Select(hit => hit.Entity).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Threshold_Full_IsTheWorstHit()
    {
        var top = new TopHits(2, 0.1f);
        Assert.Equal(0.1f, top.Threshold);
        top.Add(new(Segment, 1, 0.5f));
        Assert.Equal(0.1f, top.Threshold);
        top.Add(new(Segment, 2, 0.7f));
        Assert.Equal(0.5f, top.Threshold);
        top.Add(new(Segment, 3, 0.6f));
        Assert.Equal(0.6f, top.Threshold);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Add_ScoreThatIsNone_IsNoHit(float score)
    {
        var top = new TopHits(5, 0);

        top.Add(new(Segment, 1, score));

        Assert.Empty(top.Hits);
    }

    [Fact]
    public void Add_NoCapacity_TakesNothing()
    {
        var top = new TopHits(0, 0);

        top.Add(new(Segment, 1, 1));

        Assert.Empty(top.Hits);
        Assert.Equal(float.PositiveInfinity, top.Threshold);
    }

    [Theory]
    [InlineData(0.123456f, 0.1235)]
    [InlineData(1.5f, 1)]
    [InlineData(-1f, 0)]
    public void Relevance_Score_IsShownFromZeroToOne(float score, double relevance) =>
        Assert.Equal(relevance, new SearchHit(Segment, 0, score).Relevance);
}
