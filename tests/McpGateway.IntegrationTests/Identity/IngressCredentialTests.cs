using System.Text;
using static McpGateway.IntegrationTests.Identity.IngressForms;

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
    [InlineData("client secret")]
    [InlineData("client secret without prefix")]
    [InlineData("registration token")]
    [InlineData("registration token without prefix")]
    [InlineData("service account's secret")]
    [InlineData("service account's secret without prefix")]
    [InlineData("configured client's secret")]
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
            if ((await world.SendAsync(own, string.Format(null, form, credential) + "\r\n")).Contains(credential, StringComparison.Ordinal))
            {
                leaks.Add(form);
            }
        }

        Assert.Empty(leaks);
    }

    /// <summary>A server that is asked for the first time in the name of a caller is an upstream, too.</summary>
    [Fact]
    public async Task Request_ToAServerUnseen_GatewayCredentialStaysHere()
    {
        await using var world = await IngressWorld.StartAsync();
        var own = await world.CredentialAsync("vended");
        var leaks = new List<string>();

        foreach (var kind in (string[])["vended", "vended to another", "session", "client secret", "of the provider"])
        {
            var credential = await world.CredentialAsync(kind);
            foreach (var form in Forms)
            {
                var seen = await world.AskUnseenAsync(own, string.Format(null, form, credential) + "\r\n");
                Assert.Contains("X-Arrives: yes", seen, StringComparison.Ordinal);
                if (seen.Contains(credential, StringComparison.Ordinal))
                {
                    leaks.Add($"{kind}: {form}");
                }
            }
        }

        Assert.Empty(leaks);
    }

    /// <summary>An upstream that undoes the encoding would have the credential.</summary>
    [Theory]
    [InlineData("vended")]
    [InlineData("vended to another")]
    [InlineData("refresh token")]
    [InlineData("session")]
    [InlineData("client secret")]
    [InlineData("configured client's secret")]
    [InlineData("stated secret")]
    public async Task Request_GatewayCredentialEncoded_StaysHere(string kind)
    {
        await using var world = await IngressWorld.StartAsync();
        var own = await world.CredentialAsync("vended");
        var credential = await world.CredentialAsync(kind);
        var leaks = new List<string>();

        foreach (var (form, text) in EncodedForms(credential))
        {
            if ((await world.SendAsync(own, string.Format(null, form, text) + "\r\n")).Contains(text, StringComparison.Ordinal))
            {
                leaks.Add(string.Format(null, form, text));
            }
        }

        Assert.Empty(leaks);
    }

    [Theory]
    [InlineData("{0}=.{1}.{2}")]
    [InlineData("{0} .{1}.{2}")]
    [InlineData("{0}. {1} . {2}")]
    [InlineData("{0}==.{1}=.{2}==")]
    [InlineData("{0}%2E{1}%2e{2}")]
    [InlineData("{0}%252E{1}%252e{2}")]
    public async Task Request_TokenWithMoreAroundItsDots_StaysHere(string form)
    {
        await using var world = await IngressWorld.StartAsync();
        var other = await world.CredentialAsync("vended to another");
        var text = string.Format(null, form, [.. other.Split('.')]);

        var seen = await world.SendAsync(await world.CredentialAsync("vended"), $"Authorization: Bearer {text}\r\nX-Mine: {text}\r\n");

        Assert.DoesNotContain(text, seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("session", "Sec-WebSocket-Protocol: bearer.{0}")]
    [InlineData("of the provider", "Sec-WebSocket-Protocol: bearer.{0}")]
    [InlineData("vended to another", "X-Mine: a.b.{0}")]
    [InlineData("refresh token", "X-Mine: a.{0}")]
    [InlineData("access token", "X-Mine: {0}.a")]
    [InlineData("vended to another", "{0}: 1")]
    [InlineData("session", "X.{0}: 1")]
    public async Task Request_CredentialBesideDotsOrAsAName_StaysHere(string kind, string form)
    {
        await using var world = await IngressWorld.StartAsync();
        var text = await world.CredentialAsync(kind);

        var seen = await world.SendAsync(await world.CredentialAsync("vended"), string.Format(null, form, text) + "\r\n");

        Assert.DoesNotContain(text, seen, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("X-Api-Key")]
    [InlineData("X-Mine: Bearer")]
    public async Task Request_StatedSecretInPlainText_StaysHere(string before)
    {
        await using var world = await IngressWorld.StartAsync();
        var header = before.Contains(':', StringComparison.Ordinal) ? before + " " : before + ": ";

        var seen = await world.SendAsync(await world.CredentialAsync("vended"), header + IngressWorld.StatedSecret + "\r\n");

        Assert.DoesNotContain(IngressWorld.StatedSecret, seen, StringComparison.Ordinal);
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

        var seen = await world.SendAsync(own, string.Format(null, form, own) + "\r\n");

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

        var seen = await world.SendAsync(await world.CredentialAsync("vended"), string.Format(null, form, administrator) + "\r\n");

        Assert.DoesNotContain(administrator, seen, StringComparison.Ordinal);
    }

    /// <summary>As Git's and registries' clients send tokens, and OAuth clients their secrets.</summary>
    [Theory]
    [InlineData("vended")]
    [InlineData("client secret")]
    [InlineData("client secret without prefix")]
    [InlineData("registration token")]
    [InlineData("service account's secret")]
    [InlineData("configured client's secret")]
    public async Task Request_CredentialWithinBasic_StaysHere(string kind)
    {
        await using var world = await IngressWorld.StartAsync();
        var own = await world.CredentialAsync("vended");
        var credential = await world.CredentialAsync(kind);
        var leaks = new List<string>();

        foreach (var (name, form) in ((string, string)[])
            [("Authorization", "x-access-token:{0}"), ("Authorization", "{0}:"), ("X-Api-Key", ":{0}"), ("authorization", "some-id:{1}")])
        {
            var pair = string.Format(null, form, credential, Uri.EscapeDataString(credential));
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
            if ((await world.SendAsync(own, $"{name}: Basic {basic}\r\n")).Contains(basic, StringComparison.Ordinal))
            {
                leaks.Add(form);
            }
        }

        Assert.Empty(leaks);
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
    [InlineData("X-Api-Key", "{0}", "mgs_dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    [InlineData("X-Api-Key", "{0}", "of another gateway")]
    [InlineData("Authorization", "Bearer {0}", "base64 of another gateway")]
    [InlineData("X-Api-Key", "{0}", "base64 of another gateway")]
    [InlineData("X-Digest", "sha-512=:{0}:", "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==")]
    [InlineData("X-Key", "{0}", "dXNlcjphIHBhc3NwaHJhc2UgdGhhdCBpcyBsb25nIGVub3VnaCB0byBiZSBsb29rZWQgYXQ=")]
    [InlineData(
        "X-Hash", "{0}",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e")]
    [InlineData("X-Page", "{0}", "https%3A%2F%2Fupstream.example%2Fa%2Flong%2Fpath%2Fwith%2Fpercent%2Fsigns%3Fand%3Dmore")]
    [InlineData("traceparent", "{0}", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("X-Long", "{0}", "a sentence.with.two dots and aVeryLongWordThatCouldBeATokenButIsJustAVeryLongWord in it")]
    public async Task Request_CredentialOfTheUpstream_PassesUnchanged(string name, string form, string kind)
    {
        await using var world = await IngressWorld.StartAsync();
        const string Encoding64 = "base64 ";
        var text = kind.StartsWith(Encoding64, StringComparison.Ordinal)
            ? Base64(await world.CredentialAsync(kind[Encoding64.Length..]))
            : await world.CredentialAsync(kind);
        var value = string.Format(null, form, text);

        var seen = await world.SendAsync(await world.CredentialAsync("vended"), $"{name}: {value}\r\n");

        Assert.Contains($"{name}: {value}", seen, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Form, string Text)> EncodedForms(string credential)
    {
        var (base64, url64) = (Base64(credential), Url64(credential));
        return
        [
            ("Authorization: Bearer {0}", base64), ("Authorization: {0}", base64), ("Authorization: Bearer {0}", url64),
            ("X-Api-Key: {0}", Base64("user:" + credential)), ("X-Api-Key: {0}", Base64("user~~>:" + credential)),
            ("X-Custom: {0}", Base64("mcp_gateway_session=" + credential)), ("X-Custom: a=b; key={0}", base64),
            ("X-Custom: key:{0}", base64), ("X-Custom: key-{0}", url64), ("X-Custom: /a/path/{0}", base64),
            ("Sec-WebSocket-Protocol: mcp, base64url.bearer.authorization.k8s.io.{0}", url64),
            ("X-Custom: {0}", Convert.ToHexString(Encoding.UTF8.GetBytes(credential))),
            ("X-Custom: 0x{0}", Convert.ToHexStringLower(Encoding.UTF8.GetBytes(credential))),
            ("Authorization: Bearer {0}", Encoded(credential)), ("X-Custom: {0}", Encoded(Encoded(credential))),
            ("Authorization: Basic {0}", Base64("user:" + Encoded(credential))), ("X-Custom: {0}", Encoded(base64)),
            ("X-Custom: {0}", Base64("Basic " + Base64("user:" + credential))),
        ];
    }
}
