using AngleSharp.Dom;
using Bunit;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using Microsoft.Extensions.DependencyInjection;
using ServerCard = McpGateway.Web.Pages.Servers.ServerCard;

namespace McpGateway.Tests.Web.Pages;

public sealed class ServerCardTests : BunitContext
{
    public ServerCardTests() => Services.AddSingleton<TimeProvider>(new SteppedTime());

    [Theory]
    [InlineData(0, "0 tools")]
    [InlineData(1, "1 tool")]
    [InlineData(2, "2 tools")]
    public void Tools_AreCounted(int tools, string expected) =>
        Assert.Contains(expected, Foot(Show(View() with { Tools = tools })), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    public void ChangedTools_AreWarnedOf(int changed, int badges) =>
        Assert.Equal(badges, Show(View() with { ChangedTools = changed }).QuerySelectorAll(".badge.warn").Length);

    [Theory]
    [InlineData(0, 4.5, "4.5")]
    [InlineData(1, 0.0, "2.0")]
    public void Rating_IsThatOfPeople_ThenTheStatedOne(int ratings, double stated, string expected)
    {
        var view = View();
        view = view with { Server = view.Server with { StatedStars = stated, Ratings = ratings == 0 ? [] : [new StoredRating("ann", 2)] } };

        Assert.Contains(expected, Foot(Show(view)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, "")]
    [InlineData(3, 3, "")]
    [InlineData(5, 3, "+2")]
    public void Tags_BeyondThree_AreCounted(int tags, int shown, string rest)
    {
        var view = View();
        var card = Show(
            view with { Server = view.Server with { Tags = [.. Enumerable.Range(0, tags).Select(static number => $"tag{number}")] } });

        Assert.Equal(shown, card.QuerySelectorAll(".tag").Length);
        Assert.Equal(rest, card.QuerySelectorAll(".row > .soft").Select(element => element.TextContent).LastOrDefault() ?? "");
    }

    [Fact]
    public void Name_LeadsToTheServer() => Assert.Equal("ui/server/time", Show(View()).QuerySelector("a.title")!.GetAttribute("href"));

    [Fact]
    public void Check_ThatNeverWas_SaysSo() => Assert.Contains("never", Foot(Show(View())), StringComparison.Ordinal);

    /// <summary>Names, descriptions and tags are what the server's owner wrote.</summary>
    [Fact]
    public void Card_OfAHostileServer_IsText() => Prop.ForAll(HostileText.Any, text =>
    {
        var view = View();
        var card = Show(view with { Server = view.Server with { ServerName = "n" + text, Description = text, Tags = [text] } });

        Assert.Equal(["title covers", "tag"], card.QuerySelectorAll("a").Select(static link => link.ClassName));
        Assert.StartsWith("ui/servers?tag=", card.QuerySelector("a.tag")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(card.QuerySelectorAll("script, img, b, [onmouseover], [onfocus], [onerror]"));
        Assert.Empty(HostileText.UnseenIn(card.QuerySelector("a.title")!.TextContent));
        Assert.Empty(HostileText.UnseenIn(card.QuerySelector(".about")!.TextContent));
        Assert.Empty(HostileText.UnseenIn(card.QuerySelector(".tag")!.TextContent));
    }).QuickCheckThrowOnFailure();

    private static string Foot(IElement card) =>
        string.Join(' ', card.QuerySelector(".foot")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static ServerView View() => new(
        new()
        {
            ServerName = "Time",
            Description = "Tells it.",
            Path = "/time",
            IsEnabled = true,
            RegisteredBy = "admin",
            RegisteredAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        },
        new(HealthStatus.Healthy, null),
        1,
        0,
        false);

    private IElement Show(ServerView view) => Render<ServerCard>(parameters => parameters.Add(card => card.View, view)).Find("article");
}
