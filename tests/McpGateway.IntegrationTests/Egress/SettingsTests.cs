using System.Net;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Registry.Servers;
using McpGateway.IntegrationTests.Identity;

namespace McpGateway.IntegrationTests.Egress;

public sealed class SettingsTests
{
    private const string Path = "/api/egress/servers" + EgressWorld.Server;

    [Fact]
    public async Task Put_ThenGet_NeverShowsTheSecret()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();

        using var answer = await world.SendAsync(HttpMethod.Get, Path, "root");

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.Contains("\"has_client_secret\":true", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alice", HttpStatusCode.Forbidden)]
    [InlineData("eve", HttpStatusCode.NotFound)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task EveryMethod_WithoutTheRightToModify_IsRefused(string? user, HttpStatusCode expected)
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            using var answer = await world.SendAsync(method, Path, user, method == HttpMethod.Put ? world.Settings() : null);
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Put_SecretLeftOut_IsKeptOnlyForTheSameClientAtTheSamePlace()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        var same = new
        {
            mode = "user_oauth",
            provider = "custom",
            authorization_endpoint = world.Provider.Issuer + "/authorize",
            token_endpoint = world.Provider.Issuer + "/token",
            revocation_endpoint = world.Provider.Issuer + "/revoke",
            client_id = FakeProvider.ClientId,
            scopes = new[] { "read" },
        };

        using var kept = await world.SendAsync(HttpMethod.Put, Path, "root", same);
        using var moved = await world.SendAsync(
            HttpMethod.Put, Path, "root", new
            {
                same.mode,
                same.provider,
                same.authorization_endpoint,
                token_endpoint = "https://evil.test/token",
                same.client_id,
            });

        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        Assert.True((await AuthHost.JsonAsync(kept)).GetProperty("has_client_secret").GetBoolean());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, moved.StatusCode);
    }

    [Theory]
    [InlineData("""{"mode":"sometimes"}""")]
    [InlineData("""{"mode":"user_oauth","provider":"github"}""")]
    [InlineData("""{"mode":"user_oauth","provider":"custom","client_id":"c"}""")]
    [InlineData(
        """
        {"mode":"user_oauth","provider":"custom","client_id":"c",
         "authorization_endpoint":"http://a.test/","token_endpoint":"https://a.test/"}
        """)]
    [InlineData(
        """
        {"mode":"user_oauth","provider":"custom","client_id":"c",
         "authorization_endpoint":"https://a.test/","token_endpoint":"https://169.254.169.254/"}
        """)]
    [InlineData("""{"mode":"user_oauth","provider":"google","client_id":"c","token_endpoint":"https://a.test/"}""")]
    [InlineData("""{"mode":"user_oauth","provider":"microsoft","client_id":"c","tenant":"a/../b"}""")]
    [InlineData("""{"mode":"token_exchange","provider":"custom","token_endpoint":"https://a.test/"}""")]
    [InlineData("""{"mode":"user_oauth","client_secret":"s"}""")]
    [InlineData("""{"mode":"none","scopes":["a b"]}""")]
    [InlineData("""{"mode":"none","surprise":1}""")]
    public async Task Put_WhatCannotWork_IsRefusedWithTheField(string body)
    {
        await using var world = await EgressWorld.StartAsync();

        using var answer = await world.SendAsync(HttpMethod.Put, Path, "root", System.Text.Json.JsonElement.Parse(body));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"mode":"oauth","kind":"oauth"}""", "kind", "oauth")]
    [InlineData("""{"mode":"none","app_secret":"hunter22"}""", "app_secret", "********")]
    public async Task Put_UnknownMember_IsToldWithWhatWasSent_ButNoSecret(string body, string field, string sent)
    {
        await using var world = await EgressWorld.StartAsync();

        using var answer = await world.SendAsync(HttpMethod.Put, Path, "root", System.Text.Json.JsonElement.Parse(body));

        var problem = Assert.Single((await AuthHost.JsonAsync(answer)).GetProperty("detail").EnumerateArray());
        Assert.Equal(field, problem.GetProperty("loc")[1].GetString());
        Assert.Equal(sent, problem.GetProperty("input").GetString());
    }

    [Fact]
    public async Task MovedServer_GetsNoTokens()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        await world.CallAsync("alice");
        await using var thief = await EgressUpstream.StartAsync(world.Provider);
        await world.PutServerAsync(thief.Address);

        var call = await world.CallAsync("alice");
        using var connect = await world.SendAsync(
            HttpMethod.Get, "/api/egress/connect/team/jira", null, null, await world.SessionAsync("alice"));

        Assert.Equal(502, call.Status);
        Assert.Equal(HttpStatusCode.Conflict, connect.StatusCode);
        Assert.Empty(thief.Authorizations);

        // Confirmed by an operator: the users decide again.
        await world.ConfigureAsync();
        Assert.Equal(-32042, (await world.CallAsync("alice")).Code);
        Assert.Empty(thief.Authorizations);
    }

    [Fact]
    public async Task Delete_RemovesEveryAccountAndTheFlag()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");

        using var answer = await world.SendAsync(HttpMethod.Delete, Path, "root");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await world.Documents.ListAsync(EgressRepository.Tokens, TestContext.Current.CancellationToken));
        Assert.Equal(502, (await world.CallAsync("alice")).Status);
        await world.ConfigureAsync();
        Assert.Equal(-32042, (await world.CallAsync("alice")).Code);
    }

    [Fact]
    public async Task RemovedServer_LeavesNothingBehind()
    {
        await using var world = await EgressWorld.StartAsync();
        await world.ConfigureAsync();
        await world.ConnectAsync("alice");
        var root = new Foundation.Caller
        {
            UserName = "root",
            Subject = "local:root",
            Groups = [],
            Scopes = [],
            AuthMethod = "traditional",
            Provider = "local",
            Permissions = Foundation.CallerPermissions.None with { IsAdmin = true },
        };
        var removed = await world.Get<RemoveServer>().ExecuteAsync(root, EgressWorld.Server, TestContext.Current.CancellationToken);

        Assert.True(removed.IsSuccess);
        Assert.Empty(await world.Documents.ListAsync(EgressRepository.Settings, TestContext.Current.CancellationToken));
        Assert.Empty(await world.Documents.ListAsync(EgressRepository.Tokens, TestContext.Current.CancellationToken));
    }
}
