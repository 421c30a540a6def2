using System.Text;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>What opens the gateway reaches no upstream, wherever the client put it; what opens the upstream does.</summary>
public sealed class IngressCredentialTests
{
    private static readonly string[] Forms =
    [
        "Authorization: Bearer {0}",
        "authorization: bearer {0}",
        "AUTHORIZATION: BEARER    {0}",
        "Authorization: Bearer\t{0}",
        "Authorization: {0}",
        "Authorization: Token token=\"{0}\"",
        "Authorization: Bearer of-the-upstream, Bearer {0}",
        "Authorization: Bearer of-the-upstream\r\nAuthorization: Bearer {0}",
        "X-Api-Key: {0}",
        "X-Auth-Token: Bearer {0}",
        "X-Auth-Token: of-the-upstream\r\nX-Auth-Token: {0}",
        "Proxy-Authorization: Bearer {0}",
        "Cookie: session={0}",
        "Api_Key: {0}",
        "Referer: http://client.example/page?access_token={0}&more=1",
        "Content-Language: {0}",
        "Authorization: Bearer {0}\r\nX-Api-Key: {0}\r\nX-Mine: {0}",
    ];

    [Theory]
    [InlineData("vended")]
    [InlineData("vended to another")]
    [InlineData("expired")]
    [InlineData("of nobody")]
    [InlineData("access token")]
    [InlineData("assertion")]
    [InlineData("refresh token")]
    [InlineData("session")]
    [InlineData("of the provider")]
    [InlineData("expired, of the provider")]
    public async Task Request_GatewayCredentialInAnyHeader_StaysHere(string kind)
    {
        await using var world = await IngressWorld.StartAsync();
        var own = await world.CredentialAsync("vended");
        var credential = await world.CredentialAsync(kind);
        var leaks = new List<string>();

        foreach (var form in Forms)
        {
            if ((await world.SendAsync(own, string.Format(null, form, credential))).Contains(credential, StringComparison.Ordinal))
            {
                leaks.Add(form);
            }
        }

        Assert.Empty(leaks);
    }

    [Theory]
    [InlineData("Authorization: Bearer{0}")]
    [InlineData("Authorization: Bearer x{0}x")]
    [InlineData("X-Api-Key: key-{0}")]
    [InlineData("X-Mine: {0}.{0}")]
    public async Task Request_ItsOwnCredential_StaysHereWhateverIsGluedToIt(string form)
    {
        await using var world = await IngressWorld.StartAsync();
        var own = await world.CredentialAsync("vended");

        var seen = await world.SendAsync(own, string.Format(null, form, own));

        Assert.DoesNotContain(own, seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization: Basic {0}")]
    [InlineData("authorization: BASIC  {0}")]
    [InlineData("X-Mine: Basic {0}")]
    [InlineData("Authorization: Bearer of-the-upstream, Basic {0}")]
    public async Task Request_BasicOfTheAdministrator_StaysHere(string form)
    {
        await using var world = await IngressWorld.StartAsync();
        var administrator = await world.CredentialAsync("administrator");

        var seen = await world.SendAsync(await world.CredentialAsync("vended"), string.Format(null, form, administrator));

        Assert.DoesNotContain(administrator, seen, StringComparison.Ordinal);
    }

    /// <summary>As Git's and registries' clients send tokens.</summary>
    [Theory]
    [InlineData("Authorization", "x-access-token:{0}")]
    [InlineData("Authorization", "{0}:")]
    [InlineData("X-Api-Key", ":{0}")]
    public async Task Request_TokenWithinBasic_StaysHere(string name, string form)
    {
        await using var world = await IngressWorld.StartAsync();
        var own = await world.CredentialAsync("vended");
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Format(null, form, own)));

        var seen = await world.SendAsync(own, $"{name}: Basic {basic}");

        Assert.DoesNotContain(basic, seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization", "Bearer {0}", "of-the-upstream")]
    [InlineData("Authorization", "Bearer {0}", "of another gateway")]
    [InlineData("Authorization", "Bearer {0}", "of the provider for another")]
    [InlineData("Authorization", "Bearer {0}", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    [InlineData("Authorization", "Bearer {0}", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2ZvcmVpZ24uZXhhbXBsZSJ9.c2lnbmF0dXJl")]
    [InlineData("Authorization", "Basic {0}", "Ym9iOnNlY3JldA==")]
    [InlineData("Authorization", "Token {0}", "0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("X-Api-Key", "{0}", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    [InlineData("X-Api-Key", "{0}", "of another gateway")]
    [InlineData("traceparent", "{0}", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("X-Long", "{0}", "a sentence.with.two dots and aVeryLongWordThatCouldBeATokenButIsJustAVeryLongWord in it")]
    public async Task Request_CredentialOfTheUpstream_PassesUnchanged(string name, string form, string kind)
    {
        await using var world = await IngressWorld.StartAsync();
        var value = string.Format(null, form, await world.CredentialAsync(kind));

        var seen = await world.SendAsync(await world.CredentialAsync("vended"), $"{name}: {value}");

        Assert.Contains($"{name}: {value}", seen, StringComparison.Ordinal);
    }
}
