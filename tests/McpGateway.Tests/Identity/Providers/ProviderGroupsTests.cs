using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Access.Decisions;
using McpGateway.Foundation;
using McpGateway.Identity.Providers;
using McpGateway.Identity.Tokens;
using McpGateway.Tests.Access;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Identity.Providers;

/// <summary>Groups that have to be asked for: a sign-in with fewer than there are would be a silent loss of rights.</summary>
public sealed class ProviderGroupsTests : IDisposable
{
    private const string Overage = """{"_claim_names":{"groups":"src1"}}""";
    private static readonly ProviderUser Ann = new("s1", "ann", null, null, ["stated"]);

    private readonly StubHttp _http = new();
    private readonly AccessSnapshotHolder _policies = new();
    private readonly StubOverage _overage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("""{"hasgroups":true}""", true)]
    [InlineData("""{"hasgroups":false}""", false)]
    [InlineData("""{"hasgroups":"true"}""", false)]
    [InlineData(Overage, true)]
    [InlineData("""{"_claim_names":{"roles":"src1"}}""", false)]
    [InlineData("""{"_claim_names":"groups"}""", false)]
    [InlineData("""{"groups":["a"]}""", false)]
    [InlineData("{}", false)]
    public void IsOverage_Claims_AsListed(string claims, bool expected) =>
        Assert.Equal(expected, ProviderGroups.IsOverage(JsonElement.Parse(claims)));

    [Fact]
    public async Task Complete_EntraOverage_ReadsAllPagesWithTheUsersToken()
    {
        _http.Answer("""{"value":[{"id":"g1"},{"id":2},{}],"@odata.nextLink":"https://graph.example/v1.0/next?$skiptoken=x"}""")
            .Answer("""{"value":[{"id":"ops"}]}""");

        var user = await CompleteAsync(Entra, Overage);

        Assert.Equal(["g1", "ops", "admins"], user.Value!.Groups);
        Assert.Equal(
            [
                "https://graph.example/v1.0/me/transitiveMemberOf/microsoft.graph.group?$select=id&$top=999&$count=true",
                "https://graph.example/v1.0/next?$skiptoken=x",
            ],
            _http.Calls.Select(call => call.Address));
        Assert.All(_http.Calls, call => Assert.Equal(
            ("GET", "Bearer the-token", "eventual"), (call.Method, call.Headers["Authorization"], call.Headers["ConsistencyLevel"])));
    }

    [Theory]
    [InlineData("https://evil.example/v1.0/next")]
    [InlineData("http://graph.example/v1.0/next")]
    [InlineData("https://graph.example:8443/v1.0/next")]
    [InlineData("https://graph.example@evil.example/v1.0/next")]
    [InlineData("/v1.0/next")]
    public async Task Complete_NextPageElsewhere_DoesNotGetTheToken_AndIsAnError(string link)
    {
        _http.Answer($$"""{"value":[{"id":"g1"}],"@odata.nextLink":"{{link}}"}""");

        var user = await CompleteAsync(Entra, Overage);

        Assert.Single(_http.Calls);
        Assert.Equal(
            (ErrorKind.BadGateway, "graph.example names further groups in another place; the token does not go there"),
            (user.Error!.Kind, user.Error.Detail));
    }

    [Fact]
    public async Task Complete_PagesWithoutEnd_AreAnErrorAndNotFewerGroups()
    {
        for (var page = 0; page < 25; page++)
        {
            _http.Answer("""{"value":[],"@odata.nextLink":"https://graph.example/v1.0/next"}""");
        }

        var user = await CompleteAsync(Entra, Overage);

        Assert.Equal(20, _http.Calls.Count);
        Assert.Equal(
            (ErrorKind.BadGateway, "graph.example lists more than 20 pages of groups: with a part of them, rights would be missing"),
            (user.Error!.Kind, user.Error.Detail));
    }

    [Fact]
    public async Task Complete_TwentyPages_AreAllOfThem()
    {
        for (var page = 1; page <= 20; page++)
        {
            var next = page < 20 ? ",\"@odata.nextLink\":\"https://graph.example/v1.0/next\"" : "";
            _http.Answer($$"""{"value":[{"id":"g{{page}}"}]{{next}}}""");
        }

        Assert.Equal(20, (await CompleteAsync(Entra, Overage)).Value!.Groups.Count);
    }

    [Fact]
    public async Task Complete_GitHubTeamsOnSeveralPages_CountAll()
    {
        _http.Answer(
                """[{"slug":"x","organization":{"login":"other"}}]""",
                links: "<https://api.github.example/user/teams?per_page=100&page=2>; rel=\"next\", "
                    + "<https://api.github.example/x>; rel=\"last\"")
            .Answer(
                """[{"slug":"core","organization":{"login":"acme"}}]""",
                links: "<https://api.github.example/user/teams?per_page=100&page=1>; rel=\"prev\"");

        var user = await CompleteAsync(GitHub, "{}");

        Assert.Equal(["core-team", "everybody"], user.Value!.Groups);
        Assert.Equal("https://api.github.example/user/teams?per_page=100&page=2", _http.Calls[1].Address);
    }

    [Fact]
    public async Task Complete_GitHubNextPageElsewhere_IsAnError()
    {
        _http.Answer("[]", links: "<https://evil.example/teams>; rel=\"next\"");

        Assert.Equal(ErrorKind.BadGateway, (await CompleteAsync(GitHub, "{}")).Error?.Kind);
        Assert.Single(_http.Calls);
    }

    [Theory]
    [InlineData(403, """{"value":[{"id":"g1"}]}""", "graph.example answered 403 to the question for groups")]
    [InlineData(200, "not json", "graph.example answered 200 to the question for groups")]
    [InlineData(200, """{"error":{}}""", "graph.example did not answer with a list of groups")]
    [InlineData(200, "\"text\"", "graph.example did not answer with a list of groups")]
    public async Task Complete_OtherAnswer_IsAnErrorAndNotFewerGroups(int status, string body, string expected)
    {
        _http.Answer(body, (HttpStatusCode)status);

        var user = await CompleteAsync(Entra, Overage);

        Assert.Equal((ErrorKind.BadGateway, expected), (user.Error!.Kind, user.Error.Detail));
    }

    [Fact]
    public async Task Complete_NobodyAnswers_IsAnError()
    {
        _http.Fail();

        Assert.Equal(ErrorKind.Unavailable, (await CompleteAsync(Entra, Overage)).Error?.Kind);
    }

    [Fact]
    public async Task Complete_GitHubTeams_CountWithTheirOrganisationWhereMapped()
    {
        _http.Answer("""
            [{"slug":"core","organization":{"login":"acme"}},{"slug":"x","organization":{}},{"slug":"y"},7,
             {"slug":"ops","organization":{"login":"stranger"}}]
            """);

        var user = await CompleteAsync(GitHub, "{}");

        Assert.Equal(["core-team", "everybody"], user.Value!.Groups);
        var call = Assert.Single(_http.Calls);
        Assert.Equal("https://api.github.example/user/teams?per_page=100", call.Address);
        Assert.False(call.Headers.ContainsKey("ConsistencyLevel"));
    }

    [Fact]
    public async Task Complete_NothingToAskFor_KeepsWhatIsStated()
    {
        var unmapped = GitHub with { GroupMappings = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) };

        Assert.Equal(["stated"], (await CompleteAsync(Entra, "{}")).Value!.Groups);
        Assert.Equal(["stated"], (await CompleteAsync(unmapped, "{}")).Value!.Groups);
        Assert.Equal(["stated"], (await CompleteAsync(Entra with { Kind = ProviderKind.Keycloak }, Overage)).Value!.Groups);
        Assert.Empty(_http.Calls);
    }

    [Theory]
    [InlineData(200, 200)]
    [InlineData(201, 1)]
    public async Task Complete_MoreThan200Groups_KeepsThoseThatMeanSomethingHere(int stated, int kept)
    {
        _policies.Publish(Policy.Of(Policy.Scope("readers") with { GroupMappings = ["g7", "elsewhere"] }));
        var user = Ann with { Groups = [.. Enumerable.Range(0, stated).Select(index => $"g{index}")] };

        var groups = (await Groups.CompleteAsync(Entra, user, JsonElement.Parse("{}"), "t", Cancellation)).Value!.Groups;

        Assert.Equal(kept, groups.Count);
        Assert.Contains("g7", groups);
    }

    [Fact]
    public async Task Complete_BearerWithOverage_HasTheGroupsThatTheApplicationFinds()
    {
        _overage.Groups = ["ops"];

        var user = await Groups.CompleteAsync(Entra, Ann, Claims(Overage), Cancellation);

        Assert.Equal(["ops", "admins"], user!.Groups);
    }

    [Fact]
    public async Task Complete_BearerWhoseGroupsCannotBeKnown_IsNobody()
    {
        Assert.Null(await Groups.CompleteAsync(Entra, Ann, Claims(Overage), Cancellation));
        Assert.Same(Ann, await Groups.CompleteAsync(Entra, Ann, Claims("{}"), Cancellation));
        Assert.Same(Ann, await Groups.CompleteAsync(GitHub, Ann, Claims(Overage), Cancellation));
        Assert.Equal(1, _overage.Asked);
    }

    private static ProviderDefinition Entra => Provider(ProviderKind.Entra) with { GraphUrl = new("https://graph.example") };

    private static ProviderDefinition GitHub => Provider(ProviderKind.GitHub) with { UserInfoUrl = new("https://api.github.example/user") };

    private ProviderGroups Groups => new(_http.Http(new ManualTimeProvider()), _overage, _policies);

    private Task<Result<ProviderUser>> CompleteAsync(ProviderDefinition provider, string claims) =>
        Groups.CompleteAsync(provider, Ann, JsonElement.Parse(claims), "the-token", Cancellation);

    private static TokenClaims Claims(string json) => TokenClaims.Parse(Encoding.UTF8.GetBytes(json))!;

    private static ProviderDefinition Provider(ProviderKind kind) => new()
    {
        Name = "idp",
        DisplayName = "Identity provider",
        Kind = kind,
        ClientId = "web",
        Scopes = [],
        UserNameClaims = [],
        GroupsClaims = [],
        GroupMappings = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["ops"] = ["admins"],
            ["acme/core"] = ["core-team"],
            ["acme"] = ["everybody"],
        },
    };

    private sealed class StubOverage : IGroupOverage
    {
        public IReadOnlyList<string>? Groups { get; set; }

        public int Asked { get; private set; }

        public ValueTask<IReadOnlyList<string>?> FindAsync(
            ProviderDefinition provider, TokenClaims claims, CancellationToken cancellationToken)
        {
            Asked++;
            return new(Groups);
        }
    }
}
