using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Search;

namespace McpGateway.Tests.Discovery.Search;

/// <summary>What a hit says: enough to call the tool, and why it was found when that is asked.</summary>
public sealed class HitPresenterTests
{
    private const string Schema = """{"type":"object","properties":{"to":{"type":"string","description":"Ünïcode"}}}""";

    [Fact]
    public void Tool_Hit_HasWhatACallNeeds()
    {
        var (presenter, hits) = Search("send letter", explains: false);

        var tool = presenter.Tool(hits.Tools[0]);

        Assert.Equal(("/mail", "Mail", "send_letter", "Sends a letter"),
            (tool.ServerPath, tool.ServerName, tool.ToolName, tool.Description));
        Assert.Equal(Schema, tool.InputSchema!.Value.GetRawText());
        Assert.Equal(["sse"], tool.SupportedTransports);
        Assert.Equal("google", tool.AuthProvider);
        Assert.InRange(tool.Relevance, 0.0001, 1);
        Assert.Null(tool.Why);
    }

    [Fact]
    public void Server_Hit_HasItsToolsAndState()
    {
        var (presenter, hits) = Search("send letter", explains: false);

        var server = presenter.Server(hits.Servers[0]);

        Assert.Equal(("/mail", "Mail", "Mail server", 2, true),
            (server.Path, server.ServerName, server.Description, server.ToolCount, server.IsEnabled));
        Assert.Equal(["post"], server.Tags);
        Assert.Equal("send_letter", server.Tools[0].ToolName);
    }

    [Fact]
    public void Why_Asked_NamesWordsOfTheQueryAndRelatedOnesApart()
    {
        var (presenter, hits) = Search("erase the letter", explains: true);

        var why = presenter.Tool(hits.Tools.Single(hit => hit.Name == "delete_letter")).Why!;

        Assert.Contains("letter", why.Words);
        Assert.Contains("delet", why.RelatedWords);
        Assert.DoesNotContain("delet", why.Words);
        Assert.InRange(why.LexicalScore, 0.0001, 1);
    }

    private static (HitPresenter Presenter, RankedHits Hits) Search(string query, bool explains)
    {
        var index = Catalogue.Index(
            Catalogue.Unit(
                Catalogue.Server("Mail", "post") with { SupportedTransports = ["sse"], AuthProvider = "google" },
                Catalogue.Tool("send_letter", "Sends a letter", Schema),
                Catalogue.Tool("delete_letter", "Throws a letter away")),
            Catalogue.Unit(Catalogue.Server("Clock"), Catalogue.Tool("tell_time", "Says how late it is")));
        var hits = Catalogue.Ranker().Search(
            index.Current, new() { Query = query, Access = Catalogue.Everything(), ServerCount = 5, ToolCount = 5 });
        return (new HitPresenter(hits.Lexical, explains), hits);
    }
}
