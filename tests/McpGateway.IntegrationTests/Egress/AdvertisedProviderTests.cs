using System.Net;

namespace McpGateway.IntegrationTests.Egress;

public sealed class AdvertisedProviderTests
{
    private static readonly object Upstream = new { mode = "user_oauth" };

    [Fact]
    public async Task Connect_NothingButTheMode_FindsTheProviderAndRegistersOnce()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(Upstream);
        await world.ConnectAsync("alice");
        await world.ConnectAsync("bob");

        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        Assert.Equal("bob@provider", (await world.CallAsync("bob")).Account);
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
        Assert.Equal((1, 1), (world.Provider.Registrations, world.Provider.Refreshes));
        Assert.Empty(world.Provider.Problems);
    }

    [Fact]
    public async Task Connect_SendsResourceAndPkce()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(Upstream);

        var round = await world.BeginAsync(await world.SessionAsync("alice"));

        var query = System.Web.HttpUtility.ParseQueryString(round.Authorize.Query);
        Assert.Equal(
            (world.Upstream.Resource.AbsoluteUri, "S256", "read"), (query["resource"], query["code_challenge_method"], query["scope"]));
        Assert.Contains("httponly", round.Cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", round.Cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(null, false, "read")]
    [InlineData(null, true, "read offline_access")]
    [InlineData("call list", false, "call list")]
    [InlineData("call call", true, "call offline_access")]
    public async Task Connect_AsksForTheScopesOfTheChallenge_OrElseOfTheMetadata(string? challenged, bool isOffline, string expected)
    {
        await using var world = await EgressWorld.StartAsync();
        (world.Upstream.ChallengedScope, world.Provider.OffersOfflineAccess) = (challenged, isOffline);
        await world.ConfigureAsync(Upstream);

        var round = await world.BeginAsync(await world.SessionAsync("alice"));

        Assert.Equal(expected, System.Web.HttpUtility.ParseQueryString(round.Authorize.Query)["scope"]);
    }

    [Theory]
    [InlineData(404, "refused to register")]
    [InlineData(503, "advertises no authorization server")]
    public async Task Connect_ServerWithoutMetadata_IsAskedAtFixedPathsOnlyWhenItSaysSo(int status, string expected)
    {
        await using var world = await EgressWorld.StartAsync();
        (world.Upstream.Advertises, world.Upstream.StatusElsewhere) = (false, status);
        await world.ConfigureAsync(Upstream);

        using var answer = await world.SendAsync(
            HttpMethod.Get, "/api/egress/connect/team/jira", null, null, await world.SessionAsync("alice"));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientDocument_NeedsNoSignIn_AndNamesItsOwnAddress()
    {
        await using var world = await EgressWorld.StartAsync();

        using var answer = await world.SendAsync(HttpMethod.Get, "/oauth2/egress/client.json", null);

        var document = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(new Uri(world.Address, "oauth2/egress/client.json").AbsoluteUri, document.GetProperty("client_id").GetString());
        Assert.Equal(world.Provider.RedirectUri, document.GetProperty("redirect_uris").EnumerateArray().Single().GetString());
        Assert.Equal("none", document.GetProperty("token_endpoint_auth_method").GetString());
    }

    [Theory]
    [InlineData("https://other.test/mcp")]
    [InlineData("{origin}/mcp/other")]
    [InlineData("{origin}/mc")]
    public async Task Connect_MetadataOfAnotherResource_IsRefused(string claimed)
    {
        await using var world = await EgressWorld.StartAsync();
        world.Upstream.ClaimedResource = claimed.Replace(
            "{origin}", world.Upstream.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        await world.ConfigureAsync(Upstream);

        using var answer = await world.SendAsync(
            HttpMethod.Get, "/api/egress/connect/team/jira", null, null, await world.SessionAsync("alice"));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact]
    public async Task Connect_ProviderWithoutPkce_IsRefused()
    {
        await using var world = await EgressWorld.StartAsync();
        world.Provider.OffersPkce = false;
        await world.ConfigureAsync(Upstream);

        using var answer = await world.SendAsync(
            HttpMethod.Get, "/api/egress/connect/team/jira", null, null, await world.SessionAsync("alice"));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact]
    public async Task Connect_FirstUser_DiscoversTheTools()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(Upstream);
        await world.ConnectAsync("alice");

        Assert.Equal("whoami", Assert.Single((await world.DiscoveredAsync()).Tools).Name);
    }
}
