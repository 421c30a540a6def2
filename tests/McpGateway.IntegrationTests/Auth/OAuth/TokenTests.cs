using System.Net;
using System.Text.Json;
using McpGateway.Core.Access;
using McpGateway.Core.Auth.AuthorizationServer.Clients;
using McpGateway.Core.Auth.Users;
using McpGateway.Core.Foundation.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Auth.OAuth;

/// <summary>Codes, refresh tokens and access tokens: who gets them, where they are good, and what ends them.</summary>
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
        Assert.Equal(("Bearer", 900, "mcp"), (json.GetProperty("token_type").GetString(), json.GetProperty("expires_in").GetInt32(), json.GetProperty("scope").GetString()));
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

    [Fact]
    public async Task Refresh_Rotates_AndTheNewOneWorks()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var first = await world.TokensAsync(id);
        world.Host.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(first.Access));

        using var refreshed = await world.RefreshAsync(id, first.Refresh);
        var second = await OAuthWorld.TokensOfAsync(refreshed);

        Assert.NotEqual(first.Refresh, second.Refresh);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(second.Access));
        Assert.Equal(ClaimsOf(first.Access).GetProperty("sub").GetString(), ClaimsOf(second.Access).GetProperty("sub").GetString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Refresh_Replay_EndsTheFamily(int generationsLater)
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var stolen = await world.TokensAsync(id);
        var current = stolen;
        for (var generation = 0; generation <= generationsLater; generation++)
        {
            using var refreshed = await world.RefreshAsync(id, current.Refresh);
            current = await OAuthWorld.TokensOfAsync(refreshed);
        }

        world.Host.Clock.Advance(TimeSpan.FromSeconds(generationsLater == 0 ? 10 : 0));
        using var replay = await world.RefreshAsync(id, stolen.Refresh);

        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(replay));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(current.Access));
        using var owner = await world.RefreshAsync(id, current.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(owner));
    }

    [Fact]
    public async Task Refresh_TwiceAtOnceFromOnePlace_GivesBothTheSameSuccessor()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var first = await world.TokensAsync(id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.RefreshAsync(id, first.Refresh)));

        var all = await Task.WhenAll(answers.Select(OAuthWorld.TokensOfAsync));
        var successor = Assert.Single(all.Select(tokens => tokens.Refresh).Distinct());
        Assert.NotEqual(first.Refresh, successor);
        using var next = await world.RefreshAsync(id, successor);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);

        // The successor is used now: the first one is two behind, and no haste excuses that.
        using var replay = await world.RefreshAsync(id, first.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(replay));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(all[0].Access));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9", "00:00:10")]
    [InlineData("X-Nothing", "", "00:00:00")]
    public async Task Refresh_TwiceFromAnotherPlaceOrWithoutWindow_EndsTheFamily(string header, string value, string window)
    {
        await using var world = await OAuthWorld.StartAsync(("OAuth:RefreshRepeatWindow", window));
        var id = await world.RegisterIdAsync();
        var first = await world.TokensAsync(id);
        using var rotated = await world.RefreshAsync(id, first.Refresh);
        var owner = await OAuthWorld.TokensOfAsync(rotated);

        using var thief = await world.PostFormAsync(
            "/oauth2/token", [(header, value)], ("grant_type", "refresh_token"), ("client_id", id), ("refresh_token", first.Refresh));

        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(thief));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(owner.Access));
    }

    [Fact]
    public async Task Refresh_InventedToken_EndsNothing()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var tokens = await world.TokensAsync(id);
        var forged = tokens.Refresh[..^4] + (tokens.Refresh.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBA" : "AAAA");

        using var refused = await world.RefreshAsync(id, forged);

        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(refused));
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(tokens.Access));
    }

    [Fact]
    public async Task Refresh_ByAnotherClient_EndsTheFamily()
    {
        await using var world = await OAuthWorld.StartAsync();
        var tokens = await world.TokensAsync(await world.RegisterIdAsync());
        using var refused = await world.RefreshAsync(await world.RegisterIdAsync(), tokens.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(refused));
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(tokens.Access));
    }

    [Fact]
    public async Task Refresh_Unused_EndsAfterItsLifetime()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var tokens = await world.TokensAsync(id);
        world.Host.Clock.Advance(TimeSpan.FromDays(31));
        using var refused = await world.RefreshAsync(id, tokens.Refresh);
        Assert.Equal("invalid_grant", await OAuthWorld.ErrorAsync(refused));
    }

    [Fact]
    public async Task Refresh_WiderScopeOrResource_IsRefused()
    {
        await using var world = await OAuthWorld.StartAsync();
        var id = await world.RegisterIdAsync();
        var request = world.Request(id);
        request["scope"] = "registry-admins";
        var tokens = await world.TokensAsync(id, request);
        using var scope = await world.RefreshAsync(id, tokens.Refresh, ("scope", "mcp"));
        using var resource = await world.RefreshAsync(id, tokens.Refresh, ("resource", world.Origin + "/other"));
        Assert.Equal("invalid_scope", await OAuthWorld.ErrorAsync(scope));
        Assert.Equal("invalid_target", await OAuthWorld.ErrorAsync(resource));
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
        var user = (await world.Host.Ledger.FindAsync(LocalUserDirectory.Kind, "admin", Cancellation))!.Value;
        world.Host.Clock.Advance(TimeSpan.FromSeconds(2));
        await world.Host.Ledger.CommitAsync(
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
            ("OAuth:Clients:0:ClientId", "desk"), ("OAuth:Clients:0:ClientSecret", secret), ("OAuth:Clients:0:RedirectUris:0", OAuthWorld.Callback));
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
        var own = await world.RegisterAsync(new { redirect_uris = new[] { OAuthWorld.Callback }, token_endpoint_auth_method = "client_secret_post" });
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
            using var answer = await world.PostFormAsync("/oauth2/introspect", [], ("client_id", id), ("client_secret", secret), ("token", token));
            return (await AuthHost.JsonAsync(answer)).GetProperty("active").GetBoolean();
        }
    }

    [Fact]
    public async Task WholeFlow_LogsAndStore_HoldNoCredential()
    {
        await using var world = await OAuthWorld.StartAsync();
        var client = await world.RegisterAsync(new { redirect_uris = new[] { OAuthWorld.Callback }, token_endpoint_auth_method = "client_secret_post" });
        var (id, secret) = (client.GetProperty("client_id").GetString()!, client.GetProperty("client_secret").GetString()!);
        var code = await world.CodeAsync(world.Request(id));
        using var redeemed = await world.RedeemAsync(id, code, more: ("client_secret", secret));
        var tokens = await OAuthWorld.TokensOfAsync(redeemed);
        using var replay = await world.RedeemAsync(id, code, more: ("client_secret", secret));
        using var refresh = await world.RefreshAsync(id, tokens.Refresh, ("client_secret", secret));

        var secrets = new[] { code, tokens.Access, tokens.Refresh, secret, client.GetProperty("registration_access_token").GetString()!, OAuthWorld.Verifier };
        var stored = Directory.EnumerateFiles(world.Host.Directory, "*", SearchOption.AllDirectories).Select(ReadShared).ToArray();
        Assert.All(secrets, text =>
        {
            Assert.DoesNotContain(world.Host.Logs.Lines, line => line.Contains(text, StringComparison.Ordinal));
            Assert.DoesNotContain(stored, file => file.Contains(text, StringComparison.Ordinal));
        });
    }

    private const string AdministratorGroup = "registry-admins";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static JsonElement ClaimsOf(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return JsonSerializer.Deserialize<JsonElement>(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
    }

    private static async Task PutScopeAsync(OAuthWorld world, string name, params string[] groups)
    {
        var scope = new ScopeRecord { Name = name, GroupMappings = groups, Rules = [new("s", ["all"], ["all"])] };
        var committed = await world.Host.Ledger.CommitAsync(
            new DocumentBatch().Put(ScopeRepository.Scopes, name, scope, expectedVersion: null), Cancellation);
        Assert.True(committed.IsSuccess);
    }

    private static async Task<string> ScopesAsync(OAuthWorld world, string token)
    {
        using var answer = await world.Host.GetAsync("/currenttime/mcp", AuthHost.Bearer(token));
        return (await answer.Content.ReadAsStringAsync(Cancellation)).Split('|')[1];
    }

    private static Task<HttpResponseMessage> CredentialsAsync(OAuthWorld world, string id, string secret) => world.PostFormAsync(
        "/oauth2/token", [], ("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret));

    private static Task<HttpResponseMessage> RevokeAsync(OAuthWorld world, string id, string token) =>
        world.PostFormAsync("/oauth2/revoke", [], ("client_id", id), ("token", token));

    private static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
