using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Clients;

namespace McpGateway.Tests.Identity.Clients;

public sealed class RedirectUriTests
{
    private static readonly string[] Schemes = ["cursor", "vscode"];

    [Theory]
    [InlineData("https://client.example/callback")]
    [InlineData("https://client.example")]
    [InlineData("https://client.example:8443/a/b?x=1&y=2")]
    [InlineData("https://[2001:db8::1]/callback")]
    [InlineData("http://127.0.0.1/callback")]
    [InlineData("http://127.0.0.1:1/callback")]
    [InlineData("http://localhost:65535/?x=1")]
    [InlineData("http://[::1]:8080")]
    [InlineData("cursor://anysphere/callback")]
    [InlineData("vscode:callback")]
    [InlineData("com.example.app:/callback")]
    public void ProblemOf_Acceptable_IsNull(string uri) => Assert.Null(RedirectUri.ProblemOf(uri, Schemes));

    [Theory]
    [InlineData("", "1 to 2000")]
    [InlineData("https://client.example/a b", "1 to 2000")]
    [InlineData("https://client.example/\u00e9", "1 to 2000")]
    [InlineData("https://client.example/*", "1 to 2000")]
    [InlineData("https://client.example\\@evil.example", "1 to 2000")]
    [InlineData("https://client.example/<script>", "1 to 2000")]
    [InlineData("https://client.example/\"", "1 to 2000")]
    [InlineData("https://client.example/\n", "1 to 2000")]
    [InlineData("https://client.example/#f", "fragment")]
    [InlineData("https://client.example/#", "fragment")]
    [InlineData("/callback", "not accepted")]
    [InlineData("client.example/callback", "absolute")]
    [InlineData("https://user@client.example/", "user information")]
    [InlineData("https://user:password@client.example/", "user information")]
    [InlineData("http://client.example/callback", "127.0.0.1")]
    [InlineData("http://127.0.0.1.evil.example/", "127.0.0.1")]
    [InlineData("http://localhost.evil.example/", "127.0.0.1")]
    [InlineData("http://127.0.0.2/", "127.0.0.1")]
    [InlineData("http://LOCALHOST/", "127.0.0.1")]
    [InlineData("http://127.0.0.1:0/", "127.0.0.1")]
    [InlineData("HTTPS://client.example/", "https://host/path")]
    [InlineData("javascript:alert(1)", "not accepted")]
    [InlineData("data:text/html,x", "not accepted")]
    [InlineData("file:///etc/passwd", "not accepted")]
    [InlineData("ftp://client.example/", "not accepted")]
    [InlineData("myapp://callback", "not accepted")]
    [InlineData("Cursor://callback", "lower case")]
    [InlineData("COM.Example.App:/callback", "lower case")]
    public void ProblemOf_Unsafe_SaysWhatIsWrong(string uri, string part) =>
        Assert.Contains(part, RedirectUri.ProblemOf(uri, Schemes), StringComparison.Ordinal);

    [Fact]
    public void ProblemOf_Length_IsBounded()
    {
        const string Start = "https://client.example/";
        Assert.Null(RedirectUri.ProblemOf(Start + new string('a', 2000 - Start.Length), Schemes));
        Assert.NotNull(RedirectUri.ProblemOf(Start + new string('a', 2001 - Start.Length), Schemes));
    }

    [Theory]
    [InlineData("https://client.example/cb", "https://client.example/cb", true)]
    [InlineData("https://client.example/cb", "https://client.example/cb/", false)]
    [InlineData("https://client.example/cb", "https://client.example/CB", false)]
    [InlineData("https://client.example/cb", "https://client.example:443/cb", false)]
    [InlineData("https://client.example/cb", "https://client.example/cb?x", false)]
    [InlineData("https://client.example/cb", "https://client.example/c%62", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb", true)]
    [InlineData("http://127.0.0.1:4000/cb", "http://127.0.0.1:5000/cb", true)]
    [InlineData("http://127.0.0.1:4000/cb", "http://127.0.0.1/cb", true)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5000/other", false)]
    [InlineData("http://127.0.0.1/cb", "http://localhost:5000/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://[::1]:5000/cb", false)]
    [InlineData("http://127.0.0.1/cb", "https://127.0.0.1:5000/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb?x=1", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5000@evil.example/cb", false)]
    [InlineData("http://127.0.0.1", "http://127.0.0.1:5000@evil.example", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5000\\@evil.example/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb\n", false)]
    [InlineData("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb#f", false)]
    [InlineData("cursor://a/cb", "cursor://a:5000/cb", false)]
    public void Matches_RegisteredAndPresented_AsListed(string registered, string presented, bool expected) =>
        Assert.Equal(expected, RedirectUri.Matches(registered, presented));

    [Theory]
    [InlineData("https://client.example/cb", true, "client.example")]
    [InlineData("https://client.example:8443/cb", true, "client.example:8443")]
    [InlineData("http://127.0.0.1:5000/cb", false, "127.0.0.1:5000")]
    [InlineData("cursor://anysphere/cb", false, "cursor:")]
    [InlineData("com.example.app:/cb", false, "com.example.app:")]
    [InlineData("nothing", false, "nothing")]
    public void Place_ForPeople_AsListed(string uri, bool identifies, string place)
    {
        Assert.Equal(identifies, RedirectUri.IdentifiesClient(uri));
        Assert.Equal(place, RedirectUri.Place(uri));
    }

    [Theory]
    [InlineData("https://c.example/cb", "https://c.example/cb?code=a%20b%26c&iss=i")]
    [InlineData("https://c.example/cb?x=1", "https://c.example/cb?x=1&code=a%20b%26c&iss=i")]
    public void With_Parameters_AreAddedEscaped_AndAbsentOnesLeftOut(string uri, string expected) =>
        Assert.Equal(expected, RedirectUri.With(uri, [new("code", "a b&c"), new("state", null), new("iss", "i")]));

    /// <summary>
    /// What matches a registered https address is that very text; what matches a loopback one leads to the same host and path.
    /// </summary>
    [Fact]
    public void Matches_AnyText_NeverLeadsElsewhere()
    {
        var piece = Gen.Elements(
            "http://127.0.0.1", "https://client.example", "/cb", ":5000", "@", "evil.example", "\\", "?x", "#", "/", "..", "%2f");
        Prop.ForAll(piece.ListOf().ToArbitrary(), pieces =>
        {
            var text = string.Concat(pieces);
            return (!RedirectUri.Matches("https://client.example/cb", text) || text == "https://client.example/cb")
                && (!RedirectUri.Matches("http://127.0.0.1/cb", text)
                    || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host == "127.0.0.1" && uri.PathAndQuery == "/cb"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }
}
