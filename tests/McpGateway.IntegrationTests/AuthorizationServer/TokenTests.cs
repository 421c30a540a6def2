using System.Net;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Users;
using McpGateway.IntegrationTests.Identity;
using static McpGateway.IntegrationTests.AuthorizationServer.TokenSteps;

namespace McpGateway.IntegrationTests.AuthorizationServer;

/// <summary>Codes and access tokens: who gets them, where they are good, and what ends them.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task Redeem_RightCode_GivesAnAccessTokenForThatServer()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        using var answer = await world.RedeemAsync(id, await world.CodeAsync(world.Request(id)));

        var json = await AuthHost.JsonAsync(answer);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal(
            ("Bearer", 900, "mcp"),
            (json.GetProperty("token_type").GetString(), json.GetProperty("expires_in").GetInt32(), json.GetProperty("scope").GetString()));
        var token = json.GetProperty("access_token").GetString()!;
        var claims = ClaimsOf(token);
        Assert.Equal(world.Origin, claims.GetProperty("iss").GetString());
        Assert.Equal(world.Origin + "/currenttime/mcp", claims.GetProperty("aud").GetString());
        Assert.Equal(id, claims.GetProperty("client_id").GetString());
        Assert.Matches("^local:[0-9a-f-]{36}$", claims.GetProperty("sub").GetString());
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(token));
    }

    [Theory]
    [InlineData("/currenttime/mcp", true)]
    [InlineData("/currenttime/", true)]
    [InlineData("/currenttime/sse", true)]
    [InlineData("/currenttime/messages/1", true)]
    [InlineData("/api/auth/me", true)]
    [InlineData("/currenttime/nested/mcp", false)]
    [InlineData("/currenttime2/mcp", false)]
    [InlineData("/CURRENTTIME/mcp", false)]
    [InlineData("/other/mcp", false)]
    [InlineData("/api/servers", false)]
    [InlineData("/v0.1/servers", false)]
    [InlineData("/settings", false)]
    public async Task AccessToken_OfOneServer_IsRefusedElsewhere(string path, bool isAccepted)
    {
        await using var world = await OAuthWorld.StartAsync();
        var tokens = await world.TokensAsync(await world.RegisterIdAsync());
        Assert.Equal(isAccepted, await world.CallAsync(tokens.Access, path) == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ORIGIN")]
    [InlineData("ORIGIN/")]
    public async Task AccessToken_OfTheWholeGateway_IsGoodEverywhere(string? resource)
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var request = world.Request(id);
        request["resource"] = resource?.Replace("ORIGIN", world.Origin, StringComparison.Ordinal);
        var tokens = await world.TokensAsync(id, request);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(tokens.Access));
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(tokens.Access, "/api/servers"));
    }

    [Fact]
    public async Task AccessToken_OfTheCombinedServer_IsRefusedElsewhere()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var request = world.Request(id);
        request["resource"] = world.Origin + "/mcp";
        var tokens = await world.TokensAsync(id, request);
        Assert.NotEqual(HttpStatusCode.OK, await world.CallAsync(tokens.Access));
        Assert.NotEqual(HttpStatusCode.OK, await world.CallAsync(tokens.Access, "/api/servers"));
    }

    [Fact]
    public async Task AccessToken_AtAnotherOrigin_IsRefused()
    {
        await using var world = await OAuthWorld.StartAsync();
        var tokens = await world.TokensAsync(await world.RegisterIdAsync());
        using var answer = await world.Host.GetAsync("/currenttime/mcp", AuthHost.Bearer(tokens.Access), ("Host", "other.example"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("another audience", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verifier", "EBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "invalid_grant")]
    [InlineData("verifier", "", "invalid_request")]
    [InlineData("verifier", "short", "invalid_request")]
    [InlineData("redirect", "https://client.example/other", "invalid_grant")]
    [InlineData("redirect", "", "invalid_grant")]
    [InlineData("client", "", "invalid_grant")]
    [InlineData("time", "", "invalid_grant")]
    [InlineData("resource", "https://other.example/x", "invalid_target")]
    public async Task Redeem_WhatDoesNotFit_IsRefused_AndTheCodeIsSpent(string what, string value, string error)
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var code = await world.CodeAsync(world.Request(id));
        if (what == "time")
        {
            world.Host.Clock.Advance(TimeSpan.FromSeconds(61));
        }

        using var refused = await world.RedeemAsync(
            what == "client" ? await world.RegisterIdAsync() : id,
            code,
            what == "redirect" ? value : OAuthWorld.Callback,
            what == "verifier" ? value : OAuthWorld.Verifier,
            what == "resource" ? [("resource", value)] : []);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(error, await OAuthWorld.ErrorAsync(refused));
        if (error == "invalid_grant")
        {
            using var second = await world.RedeemAsync(id, code);
            Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(second));
        }
    }

    [Fact]
    public async Task Redeem_SameCodeTwice_EndsWhatTheFirstGot()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var code = await world.CodeAsync(world.Request(id));
        using var first = await world.RedeemAsync(id, code);
        var tokens = await OAuthWorld.TokensOfAsync(first);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(tokens.Access));

        using var replay = await world.RedeemAsync(id, code);

        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(replay));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(tokens.Access));
        using var refresh = await world.RefreshAsync(id, tokens.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(refresh));
    }

    [Fact]
    public async Task Redeem_SameCodeAtOnce_LeavesNobodyAToken()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var code = await world.CodeAsync(world.Request(id));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.RedeemAsync(id, code)));

        Assert.InRange(answers.Count(answer => answer.IsSuccessStatusCode), 0, 1);
        foreach (var answer in answers.Where(answer => answer.IsSuccessStatusCode))
        {
            var tokens = await OAuthWorld.TokensOfAsync(answer);
            Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(tokens.Access));
        }
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("disable")]
    [InlineData("password")]
    public async Task User_GoneOrChanged_EndsTokensAtOnce(string what)
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var tokens = await world.TokensAsync(id);
        var user = (await world.Host.Documents.FindAsync(LocalUserDirectory.Kind, "admin", Cancellation))!.Value;
        var other = user with { UserName = "other", SubjectId = "other", IsSeededAdministrator = false };
        world.Host.Clock.Advance(TimeSpan.FromSeconds(2));

        // The only administrator could not go.
        await world.Host.Documents.CommitAsync(
            new DocumentBatch().Put(LocalUserDirectory.Kind, "other", other, DocumentBatch.Absent), Cancellation);
        await world.Host.Documents.CommitAsync(
            what == "delete"
                ? new DocumentBatch().Delete(LocalUserDirectory.Kind, "admin", expectedVersion: null)
                : new DocumentBatch().Put(
                    LocalUserDirectory.Kind,
                    "admin",
                    what == "disable" ? user with { IsEnabled = false } : user with { CredentialsNotBefore = world.Host.Clock.GetUtcNow() },
                    expectedVersion: null),
            Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(tokens.Access));
        using var refresh = await world.RefreshAsync(id, tokens.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(refresh));
    }

    [Fact]
    public async Task Scopes_FollowTheGroupsOfTheMoment_CutDownToWhatWasGranted()
    {
        await using var world = await OAuthWorld.StartAsync();
        await PutScopeAsync(world, "scope-a", AdministratorGroup);
        await PutScopeAsync(world, "scope-b", AdministratorGroup);
        var id = await world.RegisterIdAsync();
        var request = world.Request(id);
        request["scope"] = "scope-a unheard-of";
        var narrow = await world.TokensAsync(id, request);
        var wide = await world.TokensAsync(id);
        Assert.Equal("scope-a", await ScopesAsync(world, narrow.Access));

        await PutScopeAsync(world, "scope-c", AdministratorGroup);
        Assert.Equal("scope-a", await ScopesAsync(world, narrow.Access));
        Assert.Contains("scope-c", await ScopesAsync(world, wide.Access), StringComparison.Ordinal);

        await PutScopeAsync(world, "scope-a");
        Assert.Equal("", await ScopesAsync(world, narrow.Access));
        Assert.DoesNotContain("scope-a", await ScopesAsync(world, wide.Access), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WholeFlow_LogsAndStore_HoldNoCredential()
    {
        await using var world = await OAuthWorld.StartAsync();
        var client = await world.RegisterAsync(
            new { redirect_uris = new[] { OAuthWorld.Callback }, token_endpoint_auth_method = "client_secret_post" });
        var (id, secret) = (client.GetProperty("client_id").GetString()!, client.GetProperty("client_secret").GetString()!);
        var code = await world.CodeAsync(world.Request(id));
        using var redeemed = await world.RedeemAsync(id, code, more: ("client_secret", secret));
        var tokens = await OAuthWorld.TokensOfAsync(redeemed);
        using var replay = await world.RedeemAsync(id, code, more: ("client_secret", secret));
        using var refresh = await world.RefreshAsync(id, tokens.Refresh, ("client_secret", secret));

        var secrets = new[]
        {
            code,
            tokens.Access,
            tokens.Refresh,
            secret,
            client.GetProperty("registration_access_token").GetString()!,
            OAuthWorld.Verifier,
        };
        var stored = Directory.EnumerateFiles(world.Host.Directory, "*", SearchOption.AllDirectories).Select(ReadShared).ToArray();
        Assert.All(secrets, text =>
        {
            Assert.DoesNotContain(world.Host.Logs.Lines, line => line.Contains(text, StringComparison.Ordinal));
            Assert.DoesNotContain(stored, file => file.Contains(text, StringComparison.Ordinal));
        });
    }
}
