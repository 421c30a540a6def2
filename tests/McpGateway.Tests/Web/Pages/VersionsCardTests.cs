using Bunit;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Pages.Server;
using Microsoft.AspNetCore.Components.Web;

namespace McpGateway.Tests.Web.Pages;

public sealed class VersionsCardTests : PageRig
{
    [Fact]
    public async Task Card_SeveralVersions_ShowsTheDefaultAndMakesAnotherIt()
    {
        string? asked = null;
        var card = RenderCard(mayModify: true, version => asked = version, View(null), View("2.0.0"));

        Assert.Equal(["1.0.0", "2.0.0"], card.FindAll("[data-version]").Select(static item => item.GetAttribute("data-version")));
        Assert.Contains("default", card.Find("[data-version='1.0.0']").TextContent, StringComparison.Ordinal);
        Assert.Equal("ui/server/time%3A2.0.0", card.Find("[data-version='2.0.0'] a").GetAttribute("href"));
        await card.Find("button").ClickAsync(new MouseEventArgs());
        Assert.Equal("2.0.0", asked);
    }

    [Fact]
    public void Card_WithoutTheRightToModify_HasNoButtons() =>
        Assert.Empty(RenderCard(mayModify: false, static _ => { }, View(null), View("2.0.0")).FindAll("button"));

    [Fact]
    public void Card_OneVersion_IsNone() =>
        Assert.Empty(RenderCard(mayModify: true, static _ => { }, View(null)).Markup.Trim());

    private IRenderedComponent<VersionsCard> RenderCard(bool mayModify, Action<string> makeDefault, params ServerView[] versions) =>
        Render<VersionsCard>(parameters => parameters
            .Add(static card => card.Versions, versions)
            .Add(static card => card.Shown, "/time")
            .Add(static card => card.MayModify, mayModify)
            .Add(static card => card.MakeDefault, makeDefault));

    private static ServerView View(string? version) => new(
        new()
        {
            ServerName = "Time",
            Description = "d",
            Path = "/time",
            Version = version,
            IsOtherVersion = version is not null,
            RegisteredBy = "admin",
            RegisteredAt = default,
            UpdatedAt = default,
        },
        HealthView.Disabled, Tools: 1, ChangedTools: 0, MayModify: true);
}
