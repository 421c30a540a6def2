using McpGateway.Access.Scopes;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Discovery.Ranking;

public sealed class RankerTests
{
    private static readonly SearchIndex Index = Catalogue.Index(
        Catalogue.Unit(
            Catalogue.Server("GitHub", "code", "Production"),
            Catalogue.Tool("create_issue", "Open a new issue in a repository",
                """{"properties":{"assignee":{"description":"Login of the person responsible"}}}"""),
            Catalogue.Tool("list_pull_requests", "Pull requests of a repository")),
        Catalogue.Unit(
            Catalogue.Server("Weather", "climate"),
            Catalogue.Tool("get_forecast", "Forecast for the coming days",
                """{"properties":{"place":{"type":"object","properties":{"latitude":{}}}}}""")),
        Catalogue.Unit(
            Catalogue.Server("Shop"),
            Catalogue.Tool("purchaseItem", "Order goods"),
            Catalogue.Tool("delete_cart", "Empties the basket")),
        Catalogue.Unit(Catalogue.Server("Broken") with { IsEnabled = false }, Catalogue.Tool("repair_bicycle")));

    [Theory]
    [InlineData("create issue", "create_issue")]
    [InlineData("git hub pull requests", "list_pull_requests")]
    [InlineData("opening issues in repositories", "create_issue")]
    [InlineData("purchase an item", "purchaseItem")]
    [InlineData("person responsible", "create_issue")]
    [InlineData("latitude", "get_forecast")]
    [InlineData("PURCHASEITEM", "purchaseItem")]
    [InlineData("please can you help me, I would like the forecast", "get_forecast")]
    [InlineData("remove my basket", "delete_cart")]
    public void Search_Query_FindsTheTool(string query, string tool) => Assert.Equal(tool, Catalogue.FindTools(Index, query)[0]);

    [Theory]
    [InlineData("erase", "delete_cart")]
    [InlineData("buy something", "purchaseItem")]
    public void Search_NoWordInCommon_FindsThroughRelatedWords(string query, string tool) =>
        Assert.Equal(tool, Catalogue.FindTools(Index, query)[0]);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("the of and")]
    [InlineData("xylophone")]
    public void Search_NothingFits_FindsNothing(string query) => Assert.Empty(Catalogue.FindTools(Index, query));

    /// <summary>Equal texts: ratings decide, gently, and only where they are to count.</summary>
    [Fact]
    public void Search_RatedServers_BetterOneComesFirstUnlessTurnedOff()
    {
        var index = Catalogue.Index(
            Catalogue.Unit(Catalogue.Server("Alpha") with { Ratings = Rated(1, 20) }, Catalogue.Tool("send_mail")),
            Catalogue.Unit(Catalogue.Server("Beta"), Catalogue.Tool("send_mail")),
            Catalogue.Unit(Catalogue.Server("Gamma") with { Ratings = Rated(5, 20) }, Catalogue.Tool("send_mail")),
            Catalogue.Unit(Catalogue.Server("Omega"), Catalogue.Tool("send_mail_now", "Send mail")));
        var request = new RankRequest { Query = "send mail", Access = Catalogue.Everything(), ToolCount = 4 };

        string[] Order(float weight) =>
            [.. Catalogue.Ranker().Search(index.Current, request with { RatingWeight = weight }).Tools.Select(hit => hit.Unit.Key)];

        Assert.Equal(["/gamma", "/beta", "/alpha"], Order(0.05f).Except(["/omega"]));
        Assert.Equal(["/alpha", "/beta", "/gamma"], Order(0).Except(["/omega"]));
    }

    /// <summary>One enthusiast is no proof.</summary>
    [Fact]
    public void Rating_FewOnes_CountLess()
    {
        Assert.Equal(0, RatingPrior.Of([]));
        Assert.InRange(RatingPrior.Of(Rated(5, 1)), 0.1f, 0.2f);
        Assert.InRange(RatingPrior.Of(Rated(5, 100)), 0.9f, 1f);
        Assert.InRange(RatingPrior.Of(Rated(1, 100)), -1f, -0.9f);
    }

    [Fact]
    public void Search_MatchesCounted_CountsBeyondTheHitsAndOnlyWhatIsAskedFor()
    {
        var index = Catalogue.Index([.. Enumerable.Range(0, 7).Select(
            i => Catalogue.Unit(Catalogue.Server($"s{i}"), Catalogue.Tool("send_mail"), Catalogue.Tool("other")))]);
        var matches = Catalogue.Ranker().Search(
            index.Current,
            new()
            {
                Query = "send mail",
                Access = Catalogue.Access(new ServerRule("s1", ["all"], ["all"]), new("s2", ["all"], ["all"])),
                ToolCount = 1,
                CountsMatches = true,
            }).Matches!;

        Assert.Equal(2, Assert.Single(matches.Kinds).Value);
        Assert.Equal(["/s1", "/s2"], matches.Units.Select(unit => unit.Unit.Key).Order());
    }

    private static StoredRating[] Rated(int stars, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new StoredRating($"u{i}", stars))];

    [Fact]
    public void Search_DisabledServer_IsFoundOnlyWhenAskedFor()
    {
        var request = new RankRequest { Query = "repair bicycle", Access = Catalogue.Everything(), ToolCount = 5, ServerCount = 5 };

        Assert.Empty(Search(request).Tools);
        Assert.Empty(Search(request).Servers);
        Assert.Single(Search(request with { Filter = new([], true) }).Tools);
    }

    [Fact]
    public void Search_Tags_AllMustBeThereWhateverTheirCase()
    {
        var request = new RankRequest { Query = "repository", Access = Catalogue.Everything(), ToolCount = 5 };

        Assert.Equal(2, Search(request with { Filter = new(["CODE", "production"], false) }).Tools.Count);
        Assert.Empty(Search(request with { Filter = new(["code", "climate"], false) }).Tools);
    }

    [Fact]
    public void Search_Servers_ComeWithTheirBestTools()
    {
        var hits = Search(new() { Query = "create an issue", Access = Catalogue.Everything(), ServerCount = 3 });

        var server = Assert.Single(hits.Servers);
        Assert.Equal("GitHub", server.Hit.Name);
        Assert.Equal("create_issue", server.Tools[0].Name);
        Assert.Empty(hits.Tools);
    }

    [Fact]
    public void Search_Counts_MeanWhatTheySay()
    {
        var hits = Search(
            new() { Query = "repository issue forecast basket goods", Access = Catalogue.Everything(), ServerCount = 2, ToolCount = 4 });

        Assert.Equal((2, 4), (hits.Servers.Count, hits.Tools.Count));
        Assert.Equal(hits.Tools.OrderByDescending(hit => hit.Score), hits.Tools);
        Assert.All(hits.Tools, hit => Assert.InRange(hit.Relevance, 0, 1));
    }

    [Fact]
    public void Search_MinScore_LeavesWeakHitsOut()
    {
        var request = new RankRequest { Query = "issue repository", Access = Catalogue.Everything(), ToolCount = 5 };
        var best = Search(request).Tools[0].Score;

        Assert.Equal(["create_issue"], Search(request with { MinScore = best }).Tools.Select(hit => hit.Name));
    }

    [Fact]
    public void Search_ServerRuleWithoutTools_ShowsTheServerOnly()
    {
        var access = Catalogue.Access(new ServerRule("github", ["tools/list"], []));
        var hits = Search(new() { Query = "github issue", Access = access, ServerCount = 5, ToolCount = 5 });

        Assert.Empty(hits.Tools);
        Assert.Empty(Assert.Single(hits.Servers).Tools);
    }

    [Fact]
    public void Search_Administrator_SeesServersButNoToolThatRulesRefuse()
    {
        var hits = Search(
            new() { Query = "github issue", Access = Catalogue.Access(), SeesAllServers = true, ServerCount = 5, ToolCount = 5 });

        Assert.Single(hits.Servers);
        Assert.Empty(hits.Tools);
    }

    [Fact]
    public void Explain_Hit_NamesItsWords()
    {
        var hits = Search(new() { Query = "erase the basket", Access = Catalogue.Everything(), ToolCount = 1 });

        var matches = hits.Lexical.Explain(hits.Tools[0].Segment, hits.Tools[0].Entity);

        Assert.Contains(matches, match => match is { Term: "basket", IsRelated: false });
        Assert.Contains(matches, match => match is { Term: "delet", IsRelated: true });
        Assert.Equal(hits.Tools[0].Score, matches.Sum(match => match.Share), 1e-3f);
    }

    private static RankedHits Search(RankRequest request) => Catalogue.Ranker().Search(Index.Current, request);
}
