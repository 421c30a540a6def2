using McpGateway.Cli.Connecting;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Contracts.Client;

namespace McpGateway.Tests.Cli;

/// <summary>Which gateway is meant, and whose tokens go there: those of a profile to its own gateway alone.</summary>
public sealed class GatewayTargetTests : IDisposable
{
    private readonly TestCli _cli = new();

    private static ProfileList List => new()
    {
        Current = "work",
        Profiles = new Dictionary<string, Profile>(StringComparer.Ordinal)
        {
            ["work"] = new("https://work.example"),
            ["home"] = new("http://127.0.0.1:1"),
        },
    };

    public static TheoryData<string?, string?, string?, string, string?> Cases => new()
    {
        { null, null, null, "https://work.example/", "work" },
        { null, "home", null, "http://127.0.0.1:1/", "home" },
        { "http://127.0.0.1:1/", null, null, "http://127.0.0.1:1/", "home" },
        { "https://evil.example", null, null, "https://evil.example/", null },
        { "https://evil.example", "work", null, "https://evil.example/", null },
        { null, null, "https://evil.example", "https://evil.example/", null },
        { null, "work", "https://evil.example", "https://work.example/", "work" },
        { "https://work.example:8443", null, null, "https://work.example:8443/", null },
        { "https://work.example/below", null, null, "https://work.example/below/", null },
        { "work.example", null, null, "https://work.example/", "work" },
        { "localhost:7860", null, null, "http://localhost:7860/", null },
    };

    public void Dispose() => _cli.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_Stated_IsTheGatewayAndItsProfile(string? url, string? profile, string? variable, string address, string? owner)
    {
        if (variable is not null)
        {
            _cli.Variables["MCPGW_URL"] = variable;
        }

        var target = GatewayTarget.Of(_cli.EnvironmentOf(new()), List, url, profile, token: null);

        Assert.Equal((address, owner), (target.Address.AbsoluteUri, target.ProfileName));
    }

    [Theory]
    [InlineData("ftp://work.example")]
    [InlineData("https://user:secret@work.example")]
    [InlineData("https://work.example?token=1")]
    [InlineData("https://")]
    public void AddressOf_NoAddressOfAGateway_IsMisuse(string text) =>
        Assert.Equal(ExitCodes.Misused, Assert.Throws<CommandFailure>(() => GatewayTarget.AddressOf(text)).ExitCode);

    [Fact]
    public void Of_UnknownProfile_IsMisuse() => Assert.Throws<CommandFailure>(() =>
        GatewayTarget.Of(_cli.EnvironmentOf(new()), List, null, "other", null));

    [Theory]
    [InlineData("/team/git hub/", "/api/servers/team/git%20hub/rating")]
    [InlineData("a?b#c", "/api/servers/a%3Fb%23c/rating")]
    public void Fill_Path_KeepsItsSlashesAndEscapesTheRest(string path, string filled) =>
        Assert.Equal(filled, ApiRoutes.ServerRating.Fill(path));

    [Fact]
    public void Fill_WrongNumberOfValues_Throws()
    {
        Assert.Throws<ArgumentException>(() => ApiRoutes.ServerRating.Fill());
        Assert.Throws<ArgumentException>(() => ApiRoutes.ServerList.Fill("a"));
        Assert.Equal("/api/tokens/a%2Fb", ApiRoutes.TokenRevoke.Fill("a/b"));
    }
}
