using McpGateway.Web.Pages.Help;

namespace McpGateway.Tests.Web.Pages;

public sealed class GuidesTests
{
    [Fact]
    public void All_Guides_HaveATitleAndText() => Assert.All(Guides.All, static guide =>
    {
        Assert.NotEqual(guide.Name, guide.Title);
        Assert.True(Guides.Read(guide.Name)!.Value.Text.Length > 100);
    });

    [Theory]
    [InlineData("web-ui", "agents.md#in-the-browser", "agents")]
    [InlineData("web-ui", "identity/README.md", "identity/README")]
    [InlineData("identity/README", "keycloak.md", "identity/keycloak")]
    [InlineData("identity/README", "../clients.md", "clients")]
    [InlineData("web-ui", "../img/ui-signin-light.png", null)]
    [InlineData("web-ui", "../../src/x.cs", null)]
    public void Resolve_Link_IsTheGuideThatItLeadsTo(string from, string link, string? expected) =>
        Assert.Equal(expected, Guides.Resolve(from, link));

    [Fact]
    public void Read_NoSuchGuide_IsNothing() => Assert.Null(Guides.Read("../appsettings"));
}
