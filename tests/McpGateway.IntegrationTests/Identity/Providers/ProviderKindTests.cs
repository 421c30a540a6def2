using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace McpGateway.IntegrationTests.Identity.Providers;

/// <summary>What is particular to GitHub, Google and Cognito, with their addresses pointed at a provider under test.</summary>
public sealed class ProviderKindTests
{
    [Fact]
    public async Task GitHub_SignIn_CountsMappedTeamsAndNoOthers()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await StartAsync(provider, "github", $"""
                auth_url: {provider.Issuer}/authorize
                token_url: {provider.Issuer}/token
                user_info_url: {provider.Issuer}/user
                group_mappings:
                  example/platform: [public-mcp-users]
            """);

        var me = await SignInAsync(host, provider, "github");

        Assert.Equal(("octo", "github", """["public-mcp-users"]"""),
            (Text(me, "username"), Text(me, "provider"), me.GetProperty("groups").ToString()));
    }

    [Fact]
    public async Task Google_SignIn_CountsTheMappedDomain()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await StartAsync(provider, "google", $"""
                issuer: {provider.Issuer}
                group_mappings:
                  example.org: [public-mcp-users]
            """);
        provider.Claims = claims => (claims["hd"], claims["email"]) = ("example.org", "carol@example.org");
        var inside = await SignInAsync(host, provider, "google");
        provider.Claims = claims => (claims["hd"], claims["email"]) = ("registry-admins", "eve@evil.example");
        var outside = await SignInAsync(host, provider, "google");

        Assert.Equal(("carol@example.org", """["public-mcp-users"]"""),
            (Text(inside, "username"), inside.GetProperty("groups").ToString()));
        Assert.Equal(("[]", "[]"), (outside.GetProperty("groups").ToString(), outside.GetProperty("scopes").ToString()));
    }

    [Theory]
    [InlineData("access", "gateway", HttpStatusCode.OK)]
    [InlineData("access", "robots", HttpStatusCode.OK)]
    [InlineData("access", "another", HttpStatusCode.Unauthorized)]
    [InlineData("access", null, HttpStatusCode.Unauthorized)]
    [InlineData("id", "gateway", HttpStatusCode.Unauthorized)]
    public async Task Cognito_Bearer_IsJudgedByItsClient(string use, string? client, HttpStatusCode expected)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var host = await StartAsync(provider, "cognito", $"""
                issuer: {provider.Issuer}
                jwks_url: {provider.Issuer}/jwks
                auth_url: {provider.Issuer}/authorize
                token_url: {provider.Issuer}/token
                allowed_client_ids: robots
            """);
        var now = host.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = provider.Issuer,
            ["sub"] = "machine",
            ["token_use"] = use,
            ["scope"] = "public-mcp-users unheard-of",
            ["iat"] = now,
            ["exp"] = now + 300,
        };
        if (client is not null)
        {
            claims["client_id"] = client;
        }

        using var answer = await host.GetAsync("/api/auth/me", AuthHost.Bearer(provider.Sign(claims)));

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            Assert.Equal("""["public-mcp-users"]""", (await AuthHost.JsonAsync(answer)).GetProperty("scopes").ToString());
        }
    }

    private static async Task<AuthHost> StartAsync(ScriptedProvider provider, string name, string fields)
    {
        var file = Path.Combine(AuthHost.NewDirectory(), "oauth2_providers.yml");
        await File.WriteAllTextAsync(
            file,
            $"providers:\n  {name}:\n    client_id: {ScriptedProvider.ClientId}\n    client_secret: ${{SCRIPTED_SECRET}}\n    enabled: "
                + "true\n"
            + string.Join(
                '\n', fields.Split('\n').Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line : "    " + line)) + "\n",
            TestContext.Current.CancellationToken);
        return await AuthHost.StartAsync(("OAUTH2_PROVIDERS_PATH", file), ("SCRIPTED_SECRET", ScriptedProvider.Secret));
    }

    private static async Task<JsonElement> SignInAsync(AuthHost host, ScriptedProvider provider, string name)
    {
        using var begun = await host.GetAsync("/oauth2/login/" + name);
        Assert.Equal(HttpStatusCode.Found, begun.StatusCode);
        var state = QueryHelpers.ParseQuery(begun.Headers.Location!.Query)["state"].ToString();
        var code = provider.Approve(begun.Headers.Location, host.Clock.GetUtcNow());
        using var answer = await host.GetAsync(
            $"/oauth2/callback/{name}?code={code}&state={state}", ("Cookie", begun.Headers.GetValues("Set-Cookie").Single().Split(';')[0]));
        Assert.Equal("/", answer.Headers.Location?.ToString());
        using var me = await host.GetAsync("/api/auth/me", ("Cookie", AuthHost.SessionCookie(answer).Split(';')[0]));
        return await AuthHost.JsonAsync(me);
    }

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}
