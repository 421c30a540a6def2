using System.Net;
using McpGateway.Identity.Clients;
using McpGateway.IntegrationTests.Identity;
using Microsoft.Extensions.DependencyInjection;
using static McpGateway.IntegrationTests.AuthorizationServer.TokenSteps;

namespace McpGateway.IntegrationTests.AuthorizationServer;

/// <summary>Tokens of clients themselves, and what clients may ask about and end.</summary>
public sealed class ClientTokenTests
{
    [Fact]
    public async Task ClientCredentials_ServiceAccount_ActsWithItsGroupsOfTheMoment_UntilDeleted()
    {
        await using var world = await OAuthWorld.StartAsync();
        await PutScopeAsync(world, "robots", "robot-group");
        var clients = world.Host.Services.GetRequiredService<ManagedClients>();
        var created = (await clients.CreateServiceAsync("Robot", ["robot-group"], null, Cancellation)).Value!;
        using var answer = await CredentialsAsync(world, created.Client.Id, created.Secret);
        var (token, refresh) = await OAuthWorld.TokensOfAsync(answer);

        Assert.Equal("", refresh);
        Assert.Equal("robots", await ScopesAsync(world, token));
        using var wrong = await CredentialsAsync(world, created.Client.Id, created.Secret + "x");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (wrong.StatusCode, await OAuthWorld.ErrorAsync(wrong)));

        await clients.DeleteServiceAsync(created.Client.Id, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(token));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("client_secret_post")]
    public async Task ClientCredentials_RegisteredClient_IsRefused(string method)
    {
        await using var world = await OAuthWorld.StartAsync();
        var client = await world.RegisterAsync(new { redirect_uris = new[] { OAuthWorld.Callback }, token_endpoint_auth_method = method });
        using var answer = await world.PostFormAsync(
            "/oauth2/token",
            [],
            ("grant_type", "client_credentials"),
            ("client_id", client.GetProperty("client_id").GetString()!),
            ("client_secret", client.TryGetProperty("client_secret", out var secret) ? secret.GetString()! : ""));
        Assert.Equal("unauthorized_client", await OAuthWorld.ErrorAsync(answer));
    }

    [Fact]
    public async Task ConfiguredClient_SecretByHeaderOrBody_NeverWithout()
    {
        const string secret = "a secret of at least thirty-two characters";
        await using var world = await OAuthWorld.StartAsync(
            ("OAuth:Clients:0:ClientId", "desk"), (
                "OAuth:Clients:0:ClientSecret", secret), ("OAuth:Clients:0:RedirectUris:0", OAuthWorld.Callback));
        using var without = await world.RedeemAsync("desk", await world.CodeAsync(world.Request("desk")));
        using var posted = await world.RedeemAsync("desk", await world.CodeAsync(world.Request("desk")), more: ("client_secret", secret));
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"desk:{Uri.EscapeDataString(secret)}"));
        using var header = await world.PostFormAsync(
            "/oauth2/token", [("Authorization", "Basic " + basic)],
            ("grant_type", "authorization_code"), ("code", await world.CodeAsync(world.Request("desk"))),
            ("redirect_uri", OAuthWorld.Callback), ("code_verifier", OAuthWorld.Verifier));

        Assert.Equal("invalid_client", await OAuthWorld.ErrorAsync(without));
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal(HttpStatusCode.OK, header.StatusCode);
    }

    [Fact]
    public async Task Revoke_AccessTokenAlone_RefreshTokenWithItsFamily_OthersNever()
    {
        await using var world = await OAuthWorld.StartAsync();
        var (id, stranger) = (await world.RegisterIdAsync(), await world.RegisterIdAsync());
        var first = await world.TokensAsync(id);
        using var foreign = await RevokeAsync(world, stranger, first.Refresh);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(first.Access));

        using var access = await RevokeAsync(world, id, first.Access);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(first.Access));
        using var refreshed = await world.RefreshAsync(id, first.Refresh);
        var second = await OAuthWorld.TokensOfAsync(refreshed);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(second.Access));

        using var family = await RevokeAsync(world, id, second.Refresh);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(second.Access));
        using var unknown = await RevokeAsync(world, id, "unknown");
        Assert.All([foreign, access, family, unknown], answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Introspect_OwnTokensOfAClientWithASecret_AndNothingElse()
    {
        await using var world = await OAuthWorld.StartAsync();
        var own = await world.RegisterAsync(
            new { redirect_uris = new[] { OAuthWorld.Callback }, token_endpoint_auth_method = "client_secret_post" });
        var (id, secret) = (own.GetProperty("client_id").GetString()!, own.GetProperty("client_secret").GetString()!);
        using var redeemed = await world.RedeemAsync(id, await world.CodeAsync(world.Request(id)), more: ("client_secret", secret));
        var mine = await OAuthWorld.TokensOfAsync(redeemed);
        var publicId = await world.RegisterIdAsync();
        var others = await world.TokensAsync(publicId);

        Assert.True(await IsActiveAsync(mine.Access));
        Assert.True(await IsActiveAsync(mine.Refresh));
        Assert.False(await IsActiveAsync(others.Access));
        Assert.False(await IsActiveAsync(others.Refresh));
        Assert.False(await IsActiveAsync("unknown"));
        using var anonymous = await world.PostFormAsync("/oauth2/introspect", [], ("client_id", publicId), ("token", others.Access));
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);

        async Task<bool> IsActiveAsync(string token)
        {
            using var answer = await world.PostFormAsync(
                "/oauth2/introspect", [], ("client_id", id), ("client_secret", secret), ("token", token));
            return (await AuthHost.JsonAsync(answer)).GetProperty("active").GetBoolean();
        }
    }
}
