using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Tests.Discovery.Indexing;

public sealed class SegmentTests
{
    private static readonly string[] Words = ["alpha", "beta", "gamma", "delta", "github", "weather"];

    private static readonly Gen<SearchUnit[]> Units =
        Gen.Elements(Words).Two().Select(pair => $"{pair.Item1}_{pair.Item2}").ListOf().Select(list =>
            list.Take(4).Distinct().ToArray()).ArrayOf()
            .Select(servers => servers.Take(6).Select((tools, number) => Catalogue.Unit(
                Catalogue.Server($"s{number}") with { IsEnabled = number % 2 == 0 },
                    [.. tools.Select(tool => Catalogue.Tool(tool))])).ToArray());

    /// <summary>Merging copies postings without analysing texts again: what comes out must be what building afresh gives.</summary>
    [Fact]
    public void Merge_Segments_IsWhatBuildingThemTogetherGives() =>
        Prop.ForAll(Units.ToArbitrary(), Gen.Choose(0, 6).ToArbitrary(), (units, cut) =>
    {
        var (left, right) = (units.Take(cut).ToArray(), units.Skip(cut).ToArray());
        var merged = SegmentMerger.Merge([SegmentView.Of(Build(left)), SegmentView.Of(Build(right))]);
        return Describe(merged) == Describe(Build(units));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merge_DeletedUnits_AreLeftOutWithTheirTerms() =>
        Prop.ForAll(Units.ToArbitrary(), Gen.Choose(0, 63).ToArbitrary(), (units, deleted) =>
    {
        var segment = Build(units);
        var gone = segment.Units.Where((_, place) => (deleted & (1 << place)) != 0).ToArray();
        var merged = SegmentMerger.Merge([SegmentView.Of(segment).Without(gone)]);
        return Describe(merged) == Describe(Build([.. units.Where((_, place) => (deleted & (1 << place)) == 0)]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Build_Terms_AreSortedAndPostingsAscend() => Prop.ForAll(Units.ToArbitrary(), units =>
    {
        var segment = Build(units);
        return segment.Terms.SequenceEqual(segment.Terms.Order(StringComparer.Ordinal))
            && segment.Offsets[^1] == segment.PostingEntities.Length
            && Enumerable.Range(0, segment.Terms.Length).All(term =>
            {
                var entities = segment.At(term).Entities.ToArray();
                return entities.Length > 0 && entities.SequenceEqual(entities.Distinct().Order());
            });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Find_UnknownTerm_IsEmpty() => Assert.Equal(0, Build([Catalogue.Unit(Catalogue.Server("S"))]).Find("nothing").Count);

    [Fact]
    public void Without_Units_CountsAndForgetsThem()
    {
        var segment = Build([Catalogue.Unit(Catalogue.Server("A"), Catalogue.Tool("a")),
            Catalogue.Unit(Catalogue.Server("B"), Catalogue.Tool("b"))]);
        var view = SegmentView.Of(segment).Without([segment.Units[0]]);

        Assert.Equal((2, 4), (view.LiveCount, view.Segment.Count));
        Assert.Equal([false, false, true, true], Enumerable.Range(0, 4).Select(view.IsLive));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(128, 2)]
    public void Bits_Count_HasAWordForEach64(int count, int words)
    {
        var bits = SearchSegment.Bits(count, entity => entity % 3 == 0);

        Assert.Equal(words, bits.Length);
        Assert.Equal((count + 2) / 3, bits.Sum(word => System.Numerics.BitOperations.PopCount(word)));
    }

    [Fact]
    public void Snapshot_Counts_TellLiveFromDeleted()
    {
        var index = Catalogue.Index(
            Catalogue.Unit(Catalogue.Server("A"), Catalogue.Tool("a")),
                Catalogue.Unit(Catalogue.Server("B"), Catalogue.Tool("b"), Catalogue.Tool("c")));

        index.Update([], ["/a"]);

        Assert.Equal((5, 3), (index.Current.EntityCount, index.Current.LiveCount));
        Assert.Equal((0, 0), (SearchSnapshot.Empty.EntityCount, SearchSnapshot.Empty.LiveCount));
    }

    private static SearchSegment Build(SearchUnit[] units)
    {
        var builder = new SegmentBuilder(RankingParameters.Default);
        foreach (var unit in units)
        {
            builder.Add(unit);
        }

        return builder.Build();
    }

    private static string Describe(SearchSegment segment) => string.Join('\n',
        [
            .. segment.Units.Select(unit => $"{unit.Key} {unit.First} {unit.Count}"),
            .. Enumerable.Range(0, segment.Count).Select(entity =>
                $"{segment.Names[entity]} {segment.Kinds[entity]} {segment.UnitOf[entity]} {segment.Payloads[entity].Description} "
                + $"{segment.Servers[entity >> 6] >> (entity & 63) & 1} {segment.Enabled[entity >> 6] >> (entity & 63) & 1}"),
            .. segment.Terms.Select(term =>
                $"{term}: {string.Join(' ', segment.Find(term).Entities.ToArray())} / "
                    + $"{string.Join(' ', segment.Find(term).Impacts.ToArray())}"),
        ]);
}
