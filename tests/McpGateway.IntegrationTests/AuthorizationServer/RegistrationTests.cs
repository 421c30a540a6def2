using System.Net;
using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Identity;

namespace McpGateway.IntegrationTests.AuthorizationServer;

public sealed class RegistrationTests
{
    [Fact]
    public async Task Register_PublicClient_GetsEveryFieldItNeeds_AndNoSecret()
    {
        await using var world = await OAuthWorld.StartAsync();
        var client = await world.RegisterAsync(JsonNode.Parse("""
            {
              "client_name": "Editor", "redirect_uris": ["http://127.0.0.1/callback", "vscode://host/callback"],
              "grant_types": ["authorization_code", "refresh_token", "implicit"], "response_types": ["code"],
              "token_endpoint_auth_method": "none", "client_uri": "https://editor.example", "application_type": "native"
            }
            """));

        Assert.Equal("none", client.GetProperty("token_endpoint_auth_method").GetString());
        Assert.Equal(
            ["authorization_code", "refresh_token"], client.GetProperty("grant_types").EnumerateArray().Select(grant => grant.GetString()));
        Assert.Equal(
            $"{world.Origin}/oauth2/register/{client.GetProperty("client_id").GetString()}",
            client.GetProperty("registration_client_uri").GetString());
        Assert.Equal("https://editor.example", client.GetProperty("client_uri").GetString());
        Assert.False(client.TryGetProperty("client_secret", out _));
        Assert.False(client.TryGetProperty("client_secret_expires_at", out _));
    }

    [Fact]
    public async Task Register_NothingSaidAboutAuthentication_GetsASecretThatDoesNotExpire()
    {
        await using var world = await OAuthWorld.StartAsync();
        var client = await world.RegisterAsync(new { redirect_uris = new[] { OAuthWorld.Callback } });
        Assert.Equal("client_secret_basic", client.GetProperty("token_endpoint_auth_method").GetString());
        Assert.Matches("^mgs_[A-Za-z0-9_-]{43}$", client.GetProperty("client_secret").GetString());
        Assert.Equal(0, client.GetProperty("client_secret_expires_at").GetInt32());
    }

    [Theory]
    [InlineData("http://client.example/cb")]
    [InlineData("http://10.0.0.1/cb")]
    [InlineData("http://localhost.evil/cb")]
    [InlineData("http://localhost@evil.example/cb")]
    [InlineData("https://user:pass@client.example/cb")]
    [InlineData("https://client.example/cb#fragment")]
    [InlineData("https://*.example/cb")]
    [InlineData("https:///cb")]
    [InlineData("https://client.example\\@evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("blob:https://client.example/x")]
    [InlineData("ws://localhost/cb")]
    [InlineData("unknownscheme://cb")]
    [InlineData("/relative")]
    [InlineData("")]
    public async Task Register_RedirectUriThatCannotBeTrusted_IsRefused(string uri)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var answer = await world.Host.PostAsync("/oauth2/register", new { redirect_uris = new[] { uri } });
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_redirect_uri"), (answer.StatusCode, await OAuthWorld.ErrorAsync(answer)));
    }

    [Theory]
    [InlineData("""{}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":[]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":[1]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/"],"grant_types":["client_credentials"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"private_key_jwt"}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/"],"response_types":["token"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/"],"redirect_uris":["https://b.example/"]}""", "invalid_client_metadata")]
    [InlineData("""not json""", "invalid_client_metadata")]
    public async Task Register_BadMetadata_IsRefused(string body, string error)
    {
        await using var world = await OAuthWorld.StartAsync();
        using var answer = await world.Host.SendAsync(
            HttpMethod.Post, "/oauth2/register", content: new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal((HttpStatusCode.BadRequest, error), (answer.StatusCode, await OAuthWorld.ErrorAsync(answer)));
    }

    [Fact]
    public async Task Manage_ReadChangeDelete_OnlyWithItsToken_AndDeletingEndsItsTokens()
    {
        await using var world = await OAuthWorld.StartAsync();
        var client = await world.RegisterAsync();
        var id = client.GetProperty("client_id").GetString()!;
        var (path, key) = ("/oauth2/register/" + id, AuthHost.Bearer(client.GetProperty("registration_access_token").GetString()!));
        var tokens = await world.TokensAsync(id);

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            using var anonymous = await world.Host.SendAsync(method, path);
            using var wrong = await world.Host.SendAsync(method, path, headers: AuthHost.Bearer("wrong"));
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (anonymous.StatusCode, wrong.StatusCode));
        }

        using var read = await world.Host.GetAsync(path, key);
        Assert.Equal("Test client", (await AuthHost.JsonAsync(read)).GetProperty("client_name").GetString());
        using var changed = await world.Host.SendAsync(
            HttpMethod.Put, path, new
            {
                client_name = "Renamed",
                redirect_uris = new[] { OAuthWorld.Callback },
                token_endpoint_auth_method = "none",
            }, headers: key);
        Assert.Equal("Renamed", (await AuthHost.JsonAsync(changed)).GetProperty("client_name").GetString());
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync(tokens.Access));

        using var deleted = await world.Host.SendAsync(HttpMethod.Delete, path, headers: key);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync(tokens.Access));
        using var again = await world.Host.GetAsync(path, key);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task Register_NobodyLetItIn_IsForgottenAfterADay_OtherwiseKept()
    {
        await using var world = await OAuthWorld.StartAsync();
        var (used, unused) = (await world.RegisterIdAsync(), await world.RegisterIdAsync());
        await world.CodeAsync(world.Request(used));
        world.Host.Clock.Advance(TimeSpan.FromHours(25));
        var cookie = await world.Host.SignInAsync();

        using var kept = await world.Host.GetAsync("/oauth2/authorize?" + OAuthWorld.Query(world.Request(used)), cookie);
        using var gone = await world.Host.GetAsync("/oauth2/authorize?" + OAuthWorld.Query(world.Request(unused)), cookie);
        Assert.NotEqual(HttpStatusCode.BadRequest, kept.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
    }

    [Fact]
    public async Task Register_TooOftenFromOneAddress_IsRefused()
    {
        await using var world = await OAuthWorld.StartAsync(("OAuth:AnonymousRequestsPerHour", "2"));
        await world.RegisterAsync();
        await world.RegisterAsync();
        using var third = await world.Host.PostAsync("/oauth2/register", new { redirect_uris = new[] { OAuthWorld.Callback } });
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal("60", third.Headers.GetValues("Retry-After").Single());
        Assert.Equal("temporarily_unavailable", (await AuthHost.JsonAsync(third)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Register_SwitchedOff_IsNotOffered()
    {
        await using var world = await OAuthWorld.StartAsync(("OAuth:AllowsRegistration", "false"));
        using var answer = await world.Host.PostAsync("/oauth2/register", new { redirect_uris = new[] { OAuthWorld.Callback } });
        using var metadata = await world.Host.GetAsync("/.well-known/oauth-authorization-server");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False((await AuthHost.JsonAsync(metadata)).TryGetProperty("registration_endpoint", out _));
    }
}
