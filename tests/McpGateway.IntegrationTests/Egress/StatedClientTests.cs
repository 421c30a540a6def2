using System.Net;

namespace McpGateway.IntegrationTests.Egress;

/// <summary>A server that names another authorization server than before does not get its client's secret sent there.</summary>
public sealed class StatedClientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connect_ServerNamesAnotherIssuer_WaitsForTheOperator(bool isIssuerStated)
    {
        await using var world = await EgressWorld.StartAsync();
        await using var other = await FakeProvider.StartAsync(world.Clock);
        other.RedirectUri = world.Provider.RedirectUri;
        await world.ConfigureAsync(Settings("user_oauth", isIssuerStated ? world.Provider.Issuer : null));
        await world.ConnectAsync("alice");
        world.Upstream.NamedIssuer = other.Issuer;

        using var refused = await world.SendAsync(
            HttpMethod.Get, "/api/egress/connect/team/jira", null, null, await world.SessionAsync("alice"));
        await world.ConfigureAsync(Settings("user_oauth", isIssuerStated ? other.Issuer : null));
        var round = await world.BeginAsync(await world.SessionAsync("alice"));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(other.Issuer, round.Authorize.GetLeftPart(UriPartial.Authority));
    }

    [Fact]
    public async Task OwnToken_ServerNamesAnotherIssuer_WaitsForTheOperator()
    {
        await using var world = await EgressWorld.StartAsync();
        await using var other = await FakeProvider.StartAsync(world.Clock);
        await world.ConfigureAsync(Settings("client_credentials", null));
        await world.CallAsync("alice");
        world.Upstream.NamedIssuer = other.Issuer;
        world.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(502, (await world.CallAsync("alice")).Status);
        Assert.Equal((1, 0), (world.Provider.ClientTokens, other.ClientTokens));
        await world.ConfigureAsync(Settings("client_credentials", null));
        world.Provider.EndAccessTokens();
        await world.CallAsync("alice");
        Assert.Equal(1, other.ClientTokens);
    }

    [Fact]
    public async Task Connect_ClientNoLongerStated_RegistersOne()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(Settings("user_oauth", null));
        await world.ConnectAsync("alice");

        await world.ConfigureAsync(new { mode = "user_oauth", client_secret = (string?)null });
        await world.ConnectAsync("alice");

        Assert.Equal(1, world.Provider.Registrations);
        Assert.Equal("alice@provider", (await world.CallAsync("alice")).Account);
    }

    private static object Settings(string mode, string? issuer) =>
        new { mode, issuer, client_id = FakeProvider.ClientId, client_secret = FakeProvider.ClientSecret };
}
