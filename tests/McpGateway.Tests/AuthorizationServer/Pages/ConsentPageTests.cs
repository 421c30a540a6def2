using McpGateway.AuthorizationServer.Pages;
using McpGateway.Foundation;
using McpGateway.Identity.Clients;
using McpGateway.Tests.Foundation.Pages;

namespace McpGateway.Tests.AuthorizationServer.Pages;

/// <summary>What a person is told before letting a client in.</summary>
public sealed class ConsentPageTests
{
    private const string Document = "https://app.example/client.json";

    [Theory]
    [InlineData("known", "Configured", "https://app.example/cb", "Set up by this gateway", "")]
    [InlineData(Document, "MetadataDocument", "https://app.example/cb", "Verified: published by app.example", "")]
    [InlineData(Document, "MetadataDocument", "http://127.0.0.1:5000/cb", "Claims to be published by app.example", "runs on your computer")]
    [InlineData(Document, "MetadataDocument", "cursor://app/cb", "Claims to be published by app.example", "runs on your computer")]
    [InlineData("a1b2", "Registered", "https://app.example/cb", "not verified", "<strong>app.example</strong>")]
    [InlineData("a1b2", "Registered", "http://127.0.0.1:5000/cb", "not verified", "runs on your computer")]
    [InlineData("a1b2", "Registered", null, "not verified", "Nobody needs to send you a code")]
    public async Task Page_WhoAsks_SaysWhatTheNameIsWorth(string id, string source, string? redirectUri, string identity, string warning)
    {
        var body = await ConsentPage.Of(View() with { ClientId = id, Source = Enum.Parse<ClientSource>(source), RedirectUri = redirectUri })
            .BodyAsync();

        Assert.Contains(identity, body, StringComparison.Ordinal);
        Assert.Contains(warning, body, StringComparison.Ordinal);
        Assert.Equal(warning.Length > 0, body.Contains("notice warn", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://app.example/cb", ">app.example<")]
    [InlineData("https://app.example:8443/cb", ">app.example:8443<")]
    [InlineData("http://127.0.0.1:5000/cb", ">127.0.0.1:5000<")]
    [InlineData("cursor://anysphere/cb", ">cursor:<")]
    public async Task Page_Destination_IsThePlaceItself(string redirectUri, string expected) =>
        Assert.Contains(
            "id=\"destination\"" + expected, await ConsentPage.Of(View() with { RedirectUri = redirectUri }).BodyAsync(),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("https://app.example/cb", "https://app.example https:")]
    [InlineData("http://127.0.0.1:5000/cb", "http://127.0.0.1:5000 https:")]
    [InlineData("http://[::1]:5000/cb", "http: https:")]
    [InlineData("cursor://anysphere/cb", "cursor:")]
    public void TargetsOf_RedirectUri_LetsTheBrowserGoOn(string redirectUri, string expected) =>
        Assert.Equal(expected, ConsentPage.TargetsOf(redirectUri));

    [Fact]
    public async Task Page_WholeGateway_TellsAdministratorsWhatThatIncludes()
    {
        const string Hint = "includes managing the gateway";
        var administrator = User(isAdmin: true);

        Assert.Contains(
            Hint, await ConsentPage.Of(View() with { User = administrator, Resources = ["https://gw.example"] }).BodyAsync(),
            StringComparison.Ordinal);
        Assert.DoesNotContain(Hint, await ConsentPage.Of(View() with { User = administrator }).BodyAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Hint, await ConsentPage.Of(View() with { Resources = ["https://gw.example"] }).BodyAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Rights_AreInWords()
    {
        var narrowed = await ConsentPage
            .Of(View() with { Rights = [new("team-a", "Uses the <b>ticket</b> server."), new("team-b", "")] })
            .BodyAsync();

        Assert.Contains("only these of your rights", narrowed, StringComparison.Ordinal);
        Assert.Contains("Uses the &lt;b&gt;ticket&lt;/b&gt; server.", narrowed, StringComparison.Ordinal);
        Assert.Contains("team-b", narrowed, StringComparison.Ordinal);
        Assert.Contains("all rights that you have", await ConsentPage.Of(View()).BodyAsync(), StringComparison.Ordinal);
        Assert.Contains("You have none now", await ConsentPage.Of(View()).BodyAsync(), StringComparison.Ordinal);
    }

    private static ConsentView View() => new()
    {
        User = User(isAdmin: false),
        ClientId = "a1b2",
        ClientName = "App",
        Source = ClientSource.Registered,
        RedirectUri = "https://app.example/cb",
        Rights = [new("mcp", "")],
        Resources = ["https://gw.example/currenttime/mcp"],
        Issuer = "https://gw.example",
        Ticket = "ticket",
        Action = "/oauth2/authorize",
        Here = "/oauth2/authorize?client_id=a1b2",
    };

    private static Caller User(bool isAdmin) => new()
    {
        UserName = "maria",
        Subject = "local:maria",
        Groups = [],
        Scopes = [],
        AuthMethod = "traditional",
        Provider = "local",
        Permissions = CallerPermissions.None with { IsAdmin = isAdmin },
    };
}
