using System.Net;
using McpGateway.Core.Egress.Providers;
using McpGateway.Foundation;

namespace McpGateway.Tests.Egress;

/// <summary>A server says who its authorization server is (RFC 9728). It may speak for itself only.</summary>
public sealed class UpstreamMetadataTests : IDisposable
{
    private const string Server = "https://mcp.example.org/mail/mcp";
    private const string BesideThePath = "https://mcp.example.org/.well-known/oauth-protected-resource/mail/mcp";
    private const string AtTheRoot = "https://mcp.example.org/.well-known/oauth-protected-resource";
    private const string Stated = "https://mcp.example.org/metadata";
    private const string OwnMetadata = "https://mcp.example.org/.well-known/oauth-authorization-server";

    private readonly EgressRig _rig = new();

    public UpstreamMetadataTests()
    {
        _rig.Statuses[Server] = HttpStatusCode.Unauthorized;
        _rig.Documents["https://id.example.org/.well-known/oauth-authorization-server"] =
            """
            {"issuer":"https://id.example.org","authorization_endpoint":"https://id.example.org/authorize",
             "token_endpoint":"https://id.example.org/token","code_challenge_methods_supported":["S256"],
             "scopes_supported":["offline_access"]}
            """;
    }

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(BesideThePath, Server)]
    [InlineData(BesideThePath, "https://mcp.example.org/mail")]
    [InlineData(AtTheRoot, "https://mcp.example.org")]
    public async Task Find_MetadataAtAWellKnownPlace_LeadsToTheProvider(string place, string resource)
    {
        Publish(place, resource);

        var found = await FindAsync();

        Assert.Equal(("https://id.example.org", resource), (found.Value!.Issuer, found.Value.Resource));
    }

    /// <summary>A document about another resource would have users give consent for something else.</summary>
    [Theory]
    [InlineData("https://other.example.org/mail/mcp")]
    [InlineData("https://mcp.example.org/mai")]
    [InlineData("https://mcp.example.org/mail/mcp/more")]
    [InlineData("http://mcp.example.org/mail/mcp")]
    [InlineData("")]
    public async Task Find_MetadataAboutAnotherResource_IsRefused(string resource)
    {
        Publish(BesideThePath, resource);

        var found = await FindAsync();

        Assert.Equal(ErrorKind.BadGateway, found.Error!.Kind);
        Assert.Contains("another resource", found.Error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(_rig.Asked, static address => address.Contains("id.example.org", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Find_ChallengeThatNamesTheDocument_AsksThereAndNowhereElse()
    {
        _rig.Challenge = $"Bearer resource_metadata=\"{Stated}\"";
        Publish(Stated, Server);
        Publish(BesideThePath, Server, issuer: "https://wrong.example.org");

        Assert.Equal("https://id.example.org", (await FindAsync()).Value!.Issuer);
        Assert.DoesNotContain(BesideThePath, _rig.Asked);
    }

    [Theory]
    [InlineData("http://mcp.example.org/metadata")]
    [InlineData("https://169.254.169.254/metadata")]
    public async Task Find_ChallengeThatLeadsWhereNothingMayGo_IsNotFollowed(string address)
    {
        _rig.Challenge = $"Bearer resource_metadata=\"{address}\"";

        Assert.False((await FindAsync()).IsSuccess);
        Assert.DoesNotContain(address, _rig.Asked);
    }

    [Theory]
    [InlineData("Bearer scope=\"read write\"", "[\"all\"]", "read write offline_access")]
    [InlineData("Bearer", "[\"all\"]", "all offline_access")]
    [InlineData("Bearer", "[]", "")]
    [InlineData("Bearer scope=\"offline_access\"", "[\"all\"]", "offline_access")]
    public async Task Scopes_Wanted_AreThoseOfTheChallengeFirst(string challenge, string listed, string expected)
    {
        _rig.Challenge = challenge;
        Publish(BesideThePath, Server, scopes: listed);

        Assert.Equal(expected, string.Join(' ', (await FindAsync()).Value!.Scopes));
    }

    [Fact]
    public async Task Find_MetadataWithoutAProvider_SaysSo()
    {
        _rig.Documents[BesideThePath] = $$"""{"resource":"{{Server}}","authorization_servers":[]}""";

        Assert.Contains("names no authorization server", (await FindAsync()).Error!.Detail, StringComparison.Ordinal);
    }

    /// <summary>Servers of the 2025-03-26 revision are their own authorization server.</summary>
    [Fact]
    public async Task Find_ServerThatIsItsOwnProvider_IsAskedForItself()
    {
        _rig.Documents[OwnMetadata] =
            """
            {"issuer":"https://mcp.example.org","authorization_endpoint":"https://mcp.example.org/a",
             "token_endpoint":"https://mcp.example.org/t","code_challenge_methods_supported":["S256"]}
            """;

        var found = (await FindAsync()).Value!;

        Assert.Equal(("https://mcp.example.org/t", Server, null), (found.TokenEndpoint, found.Resource, found.ConsentProblem));
    }

    [Fact]
    public async Task Find_ServerThatPublishesNothing_HasItsFixedPaths()
    {
        var found = (await FindAsync()).Value!;

        Assert.Equal(
            ("https://mcp.example.org/authorize", "https://mcp.example.org/token", "https://mcp.example.org/register", Server),
            (found.AuthorizationEndpoint, found.TokenEndpoint, found.RegistrationEndpoint, found.Resource));
    }

    /// <summary>Trouble on the way is no statement that there is nothing, and no server is guessed at that asks for no token.</summary>
    [Theory]
    [InlineData(AtTheRoot, HttpStatusCode.BadGateway)]
    [InlineData(OwnMetadata, HttpStatusCode.ServiceUnavailable)]
    [InlineData(Server, HttpStatusCode.OK)]
    [InlineData(Server, HttpStatusCode.Forbidden)]
    public async Task Find_NotSureThatThereIsNothing_GuessesNoPaths(string address, HttpStatusCode status)
    {
        _rig.Statuses[address] = status;

        var found = await FindAsync();

        Assert.Contains("advertises no authorization server", found.Error!.Detail, StringComparison.Ordinal);
    }

    private Task<Result<OAuthEndpoints>> FindAsync() =>
        _rig.Get<UpstreamMetadata>().FindAsync(new Uri(Server), TestContext.Current.CancellationToken);

    private void Publish(string place, string resource, string issuer = "https://id.example.org", string scopes = "[]") =>
        _rig.Documents[place] =
            $$"""{"resource":"{{resource}}","authorization_servers":["{{issuer}}"],"scopes_supported":{{scopes}}}""";
}
