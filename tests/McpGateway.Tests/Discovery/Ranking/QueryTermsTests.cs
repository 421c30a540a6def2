using FsCheck;
using FsCheck.Fluent;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Tests.Discovery.Ranking;

public sealed class QueryTermsTests
{
    [Theory]
    [InlineData("weather", "weather=1")]
    [InlineData("weather weather", "weather=1.3,weatherweather=1*")]
    [InlineData("git hub", "git=1,github=1*,hub=1")]
    [InlineData("create an issue", "creat=1,creatissu=1*,issu=1")]
    [InlineData("please show the weather", "weather=1")]
    [InlineData("", "")]
    [InlineData("the of and", "")]
    [InlineData("please help me", "help=1,pleas=1,pleashelp=1*")]
    public void From_Query_WeighsItsWords(string query, string expected) => Assert.Equal(
        expected,
        string.Join(',', QueryTerms.From(query, RankingParameters.Default).All
            .OrderBy(term => term.Text, StringComparer.Ordinal)
            .Select(term => FormattableString.Invariant($"{term.Text}={term.Weight:0.##}{(term.IsPair ? "*" : "")}"))));

    [Fact]
    public void From_PairThatIsAWordOfTheQuery_StaysAWord()
    {
        var terms = QueryTerms.From("github git hub", RankingParameters.Default);

        Assert.False(terms.All.Single(term => term.Text == "github").IsPair);
        Assert.True(terms.Contains("git") && terms.Contains("hub") && !terms.Contains("mail"));
    }

    [Fact]
    public void From_NoPairs_WhenTheyCountNothing() =>
        Assert.DoesNotContain(QueryTerms.From("git hub", RankingParameters.Default with { PairWeight = 0 }).All, term => term.IsPair);

    [Fact]
    public void From_EndlessQuery_IsReadUpToALimit()
    {
        var terms = QueryTerms.From(string.Join(' ', Enumerable.Range(0, 5_000).Select(number => $"w{number}x")),
            RankingParameters.Default);

        Assert.Equal(128, terms.All.Count(term => !term.IsPair));
    }

    [Fact]
    public void From_AnyText_HasPositiveWeightsAndDistinctTerms() => Prop.ForAll<string>(static query =>
    {
        var terms = QueryTerms.From(query ?? "", RankingParameters.Default).All;
        return terms.All(term => term.Weight > 0 && term.Text.Length > 0)
            && terms.Select(term => term.Text).Distinct(StringComparer.Ordinal).Count() == terms.Count;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Score_RareWord_CountsMoreThanACommonOne()
    {
        var index = Catalogue.Index(Catalogue.Unit(
            Catalogue.Server("S"),
                [Catalogue.Tool("rare"), .. Enumerable.Range(0, 50).Select(number => Catalogue.Tool($"common tool{number}"))]));

        var found = Catalogue.FindTools(index, "common rare", count: 1);

        Assert.Equal(["rare"], found);
    }

    [Fact]
    public void Score_Words_AddUpToTheWholeAtMost()
    {
        var index = Catalogue.Index(
            Catalogue.Unit(Catalogue.Server("S"), Catalogue.Tool("alpha beta gamma", "alpha beta gamma alpha beta gamma")));
        var snapshot = index.Current;
        var scorer = LexicalScorer.For(snapshot, QueryTerms.From("alpha beta", RankingParameters.Default with { PairWeight = 0 }),
            RankingParameters.Default, Empty);
        var scores = new float[snapshot.Segments[0].Segment.Count];

        scorer.Score(snapshot.Segments[0].Segment, scores);

        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.True(scores[1] > scores[0]);
        Assert.False(scorer.IsEmpty);
    }

    [Fact]
    public void Score_NothingKnown_IsEmpty() => Assert.True(LexicalScorer.For(
        Catalogue.Index(Catalogue.Unit(Catalogue.Server("S"))).Current, QueryTerms.From("xylophone", RankingParameters.Default),
            RankingParameters.Default, Empty).IsEmpty);

    [Fact]
    public void Mask_AccessTagsAndState_AllCount()
    {
        var view = Catalogue.Index(
            Catalogue.Unit(Catalogue.Server("On", "x"), Catalogue.Tool("may"), Catalogue.Tool("maynot")),
            Catalogue.Unit(Catalogue.Server("Off", "x") with { IsEnabled = false }, Catalogue.Tool("may"))).Current.Segments[0];
        var access = Catalogue.Access(new ServerRule("*", ["tools/list"], ["may"]));

        Assert.Equal("On may", Masked(view, access, false, new([], false)));
        Assert.Equal("On may Off may", Masked(view, access, false, new([], true)));
        Assert.Equal("On may", Masked(view, access, false, new(["X"], false)));
        Assert.Equal("", Masked(view, access, false, new(["x", "y"], true)));
        Assert.Equal("On", Masked(view, Catalogue.Access(), true, new([], false)));
        Assert.Equal("", Masked(view, Catalogue.Access(), false, new([], true)));
    }

    [Fact]
    public void Mask_DeletedUnit_IsNoHitForAnybody()
    {
        var index = Catalogue.Index(
            Catalogue.Unit(Catalogue.Server("A"), Catalogue.Tool("a")),
                Catalogue.Unit(Catalogue.Server("B"), Catalogue.Tool("b"), Catalogue.Tool("c")));
        var before = index.Current.Segments[0];

        index.Update([], ["/a"]);

        Assert.Equal("A a B b c", Masked(before, Catalogue.Everything(), true, new([], true)));
        Assert.Equal("B b c",
            string.Join(' ', index.Current.Segments.Select(view => Masked(view, Catalogue.Everything(), true, new([], true)))));
    }

    private static Thesaurus Empty => Thesaurus.Parse([]);

    private static string Masked(SegmentView view, CompiledAccess access, bool seesAll, SearchFilter filter)
    {
        var mask = new ulong[view.Live.Length];
        new EntityMask().Fill(view, new() { Query = "", Access = access, SeesAllServers = seesAll, Filter = filter }, mask);
        return string.Join(' ',
            Enumerable.Range(0, view.Segment.Count).Where(entity => (mask[entity >> 6] & (1UL << (entity & 63))) != 0).Select(entity =>
                view.Segment.Names[entity]));
    }
}
