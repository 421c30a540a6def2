using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry.Servers;

public sealed class RegistrationNormalizerTests
{
    private static readonly BuiltInServer Clock = new("/currenttime/", "Clock", "Tells the time", "inprocess://currenttime/")
    {
        Tags = ["time"],
    };

    [Fact]
    public void Normalise_Spaces_AreTakenOffEveryShortText()
    {
        var normal = RegistrationNormalizer.Normalise(Records.Draft with
        {
            Name = "  Weather  ",
            Path = " weather/ ",
            ProxyPassUrl = " https://weather.test/ ",
            McpEndpoint = " https://weather.test/m ",
            SseEndpoint = " https://weather.test/s ",
            AuthType = " oauth ",
            AuthProvider = " keycloak ",
            Description = "  kept as written ",
        });

        Assert.Equal(
            ("Weather", "/weather/", "https://weather.test/", "https://weather.test/m", "https://weather.test/s", "oauth", "keycloak",
                "  kept as written "),
            (normal.Name, normal.Path, normal.ProxyPassUrl, normal.McpEndpoint, normal.SseEndpoint, normal.AuthType, normal.AuthProvider,
                normal.Description));
    }

    [Theory]
    [InlineData("weather", "/weather")]
    [InlineData("/weather", "/weather")]
    [InlineData("//weather/", "/weather/")]
    [InlineData("/a/b/", "/a/b/")]
    [InlineData("", "/")]
    public void Normalise_Path_HasOneSlashBefore(string path, string expected) =>
        Assert.Equal(expected, RegistrationNormalizer.Normalise(Records.Draft with { Path = path }).Path);

    [Fact]
    public void Normalise_Tags_AreTrimmedAndOnce() => Assert.Equal(
        ["b", "A", "a"], RegistrationNormalizer.Normalise(Records.Draft with { Tags = [" b", "A ", "", "a", " ", "b"] }).Tags);

    [Fact]
    public void Normalise_Twice_ChangesNothingMore()
    {
        var once = RegistrationNormalizer.Normalise(Records.Draft with { Name = " n ", Path = "//p", Tags = [" t ", "t"] });
        var twice = RegistrationNormalizer.Normalise(once);

        Assert.Equal(once with { Tags = twice.Tags, SupportedTransports = twice.SupportedTransports, Warnings = twice.Warnings }, twice);
        Assert.Equal(once.Tags, twice.Tags);
    }

    [Fact]
    public void Of_StoredServer_StatesItAndLeavesSecretsToolsAndStateAlone()
    {
        var server = Records.Server() with
        {
            StatedTools = 3,
            StatedStars = 4.5,
            IsPython = true,
            License = "MIT",
            Tags = ["t"],
            AuthType = "oauth",
            IsEnabled = true
        };

        var draft = RegistrationNormalizer.Of(server);

        Assert.Equal((server.ServerName, server.Path, server.ProxyPassUrl, 3, 4.5, true, "MIT", "oauth"), (
            draft.Name, draft.Path, draft.ProxyPassUrl, draft.StatedTools, draft.StatedStars, draft.IsPython, draft.License,
                draft.AuthType));
        Assert.Equal((null, null, null, null), (draft.Headers, draft.Tools, draft.Ratings, draft.IsEnabled));
    }

    [Theory]
    [InlineData("https://elsewhere.test/", "Clock", 1)]
    [InlineData("inprocess://currenttime/", "Renamed", 1)]
    [InlineData("inprocess://currenttime/", "Clock", 0)]
    public void BuiltIn_Draft_KeepsWhatIsTheProductsAndSaysSo(string stated, string name, int warnings)
    {
        var current = Records.Server() with { AuthType = "oauth", SupportedTransports = ["streamable-http", "sse"] };
        var draft = Records.Draft with
        {
            ProxyPassUrl = stated,
            Headers = [new("X-A", "v")],
            Tools = [],
            AuthType = "none",
            Name = name,
            Description = Clock.Description,
            Tags = Clock.Tags,
        };

        var own = BuiltInDraft.Of(draft, Clock, current);

        Assert.Equal(("inprocess://currenttime/", "oauth", "Clock", null, null),
            (own.ProxyPassUrl, own.AuthType, own.Name, own.Headers, own.Tools));
        Assert.Equal((Clock.Description, current.Path), (own.Description, own.Path));
        Assert.Equal(Clock.Tags, own.Tags);
        Assert.Equal(["streamable-http", "sse"], own.SupportedTransports);
        Assert.Equal(warnings, own.Warnings.Count);
    }

    [Fact]
    public void BuiltIn_DraftOfAServerThatWasRemoved_HasTheProductsDefaults()
    {
        var own = BuiltInDraft.Of(Records.Draft with { SupportedTransports = ["sse"], AuthType = "api-key" }, Clock, null);

        Assert.Equal(("streamable-http", "none"), (Assert.Single(own.SupportedTransports), own.AuthType));
        Assert.Equal(("Clock", "/currenttime/"), (own.Name, own.Path));
    }

    [Theory]
    [InlineData("name", "\"Weather\"")]
    [InlineData("path", "\"/weather\"")]
    [InlineData("num_tools", "7")]
    [InlineData("num_stars", "4.5")]
    [InlineData("tags", """["a","b"]""")]
    [InlineData("supported_transports", """["streamable-http"]""")]
    [InlineData("headers", null)]
    [InlineData("tool_list_json", null)]
    [InlineData("_meta", null)]
    public void Refuse_Field_RepeatsWhatWasStatedExceptSecrets(string field, string? input)
    {
        var draft = Records.Draft with { StatedTools = 7, StatedStars = 4.5, Tags = ["a", "b"], Headers = [new("X-A", "hidden")] };

        var error = DraftInput.Refuse(draft, [new(field, "wrong")]);

        Assert.Equal(input, Assert.Single(error.Fields).Input?.ToJsonString());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Refuse_NumberThatJsonDoesNotHave_IsNotRepeated(double stars) =>
        Assert.Null(DraftInput.Refuse(Records.Draft with { StatedStars = stars }, [new("num_stars", "wrong")]).Fields[0].Input);
}
