using System.Net;
using System.Security.Cryptography;

namespace McpGateway.IntegrationTests.Egress;

public sealed class ClientCredentialsTests
{
    [Theory]
    [InlineData("upstream")]
    [InlineData("custom")]
    public async Task Call_EveryCaller_GoesWithTheGatewaysOwnToken(string provider)
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(Settings(world, provider));

        var calls = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => world.CallAsync(number % 2 == 0 ? "alice" : "bob")));

        Assert.All(calls, call => Assert.Equal(FakeProvider.ClientId, call.Account));
        Assert.Equal(1, world.Provider.ClientTokens);
        Assert.Empty(world.Provider.Problems);
    }

    [Fact]
    public async Task Call_ShortlyBeforeExpiry_GetsAnotherToken()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(Settings(world, "upstream"));
        await world.CallAsync("alice");
        world.Clock.Advance(TimeSpan.FromSeconds(3600 - 30));

        Assert.Equal(FakeProvider.ClientId, (await world.CallAsync("alice")).Account);
        Assert.Equal(2, world.Provider.ClientTokens);
    }

    [Fact]
    public async Task Upstream401_GetsAnotherTokenOnce()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(Settings(world, "upstream"));
        await world.CallAsync("alice");
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        world.Provider.EndAccessTokens();

        Assert.Equal(FakeProvider.ClientId, (await world.CallAsync("alice")).Account);
        world.Upstream.RefusesAll = true;
        Assert.Equal(502, (await world.CallAsync("alice")).Status);
        Assert.Equal(2, world.Provider.ClientTokens);
    }

    [Fact]
    public async Task Call_ProviderDown_SaysTryAgain()
    {
        await using var world = await EgressWorld.StartAsync();
        world.Provider.IsDown = true;
        await world.ConfigureAsync(Settings(world, "upstream"));

        Assert.Equal(503, (await world.CallAsync("alice")).Status);
    }

    [Fact]
    public async Task Connect_TakesNoAccounts()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync(Settings(world, "upstream"));

        using var answer = await world.SendAsync(
            HttpMethod.Get, "/api/egress/connect/team/jira", null, null, await world.SessionAsync("alice"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task Put_DiscoversTheTools()
    {
        await using var world = await EgressWorld.StartAsync();

        await world.ConfigureAsync(Settings(world, "upstream"));

        Assert.Equal("whoami", Assert.Single((await world.DiscoveredAsync()).Tools).Name);
    }

    [Fact]
    public async Task Put_WhatCannotWork_IsRefused()
    {
        await using var world = await EgressWorld.StartAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Contains("client_id", await RefusalAsync(world, new { mode = "client_credentials" }), StringComparison.Ordinal);
        Assert.Contains(
            "provider", await RefusalAsync(world, new { mode = "client_credentials", provider = "github", client_id = "a" }),
            StringComparison.Ordinal);
        Assert.Contains("private key", await RefusalAsync(world, Keyed("not a key")), StringComparison.Ordinal);
        Assert.Contains("private key", await RefusalAsync(world, Keyed(key.ExportSubjectPublicKeyInfoPem())), StringComparison.Ordinal);
        Assert.Contains(
            "one line", await RefusalAsync(world, Keyed(key.ExportPkcs8PrivateKeyPem(), "client_secret_post")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_KeyThatWasStoredForSigning_DoesNotBecomeASecretThatIsSent()
    {
        await using var world = await EgressWorld.StartAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await world.ConfigureAsync(Keyed(key.ExportPkcs8PrivateKeyPem()));

        await world.ConfigureAsync(Keyed(null));
        Assert.Contains("client_secret", await RefusalAsync(world, Keyed(null, "client_secret_post")), StringComparison.Ordinal);
    }

    private static object Settings(EgressWorld world, string provider) => new
    {
        mode = "client_credentials",
        provider,
        token_endpoint = provider == "custom" ? world.Provider.Issuer + "/token" : null,
        client_id = FakeProvider.ClientId,
        client_secret = FakeProvider.ClientSecret,
    };

    private static object Keyed(string? key, string authentication = "private_key_jwt") =>
        new
        {
            mode = "client_credentials",
            client_id = "gateway",
            client_secret = key ?? "********",
            client_authentication = authentication,
        };

    private static async Task<string> RefusalAsync(EgressWorld world, object settings)
    {
        using var answer = await world.SendAsync(HttpMethod.Put, "/api/egress/servers" + EgressWorld.Server, "root", settings);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
