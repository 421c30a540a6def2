using static McpGateway.IntegrationTests.Identity.IngressForms;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>What opens the gateway reaches no upstream in the query either, and the rest of the query does.</summary>
public sealed class IngressQueryTests
{
    private static readonly string[] Queries =
    [
        "access_token={0}",
        "token={0}",
        "whatever={0}",
        "{0}",
        "{0}=1",
        "a=Bearer%20{0}",
        "a=Bearer+{0}",
        "a=1;b={0};c=2",
        "access%5Ftoken={0}",
        "a={1}",
        "a={2}",
        "a=x&a={0}&a=y&&",
        "{0}&a={0}",
    ];

    [Theory]
    [InlineData("?auth={0}")]
    [InlineData("?x=1%20&key=a:{0}")]
    public async Task Request_EncodedCredentialInTheQuery_StaysHere(string form)
    {
        await using var world = await IngressWorld.StartAsync();
        var own = await world.CredentialAsync("vended");
        var text = Url64(own);

        var seen = await world.SendAsync(own, "X-Mine: 1\r\n", string.Format(null, form, text));

        Assert.DoesNotContain(text, seen, StringComparison.Ordinal);
    }

    /// <summary>RFC 6750 §5.3. None of ours counts there, so whoever sends one sends it for nobody.</summary>
    [Theory]
    [InlineData("vended", "POST")]
    [InlineData("vended to another", "POST")]
    [InlineData("session", "POST")]
    [InlineData("refresh token", "POST")]
    [InlineData("client secret", "POST")]
    [InlineData("configured client's secret", "POST")]
    [InlineData("vended", "stream")]
    [InlineData("client secret", "stream")]
    [InlineData("vended", "WebSocket")]
    [InlineData("registration token", "WebSocket")]
    public async Task Request_CredentialInTheQuery_StaysHereAndTheRestPasses(string kind, string request)
    {
        await using var world = await IngressWorld.StartAsync();
        var own = await world.CredentialAsync("vended");
        var credential = await world.CredentialAsync(kind);
        var leaks = new List<string>();

        foreach (var form in Queries)
        {
            var parameter = string.Format(null, form, Uri.EscapeDataString(credential), Encoded(credential), Encoded(Encoded(credential)));
            var seen = await SendAsync(world, request, own, $"?first=1&{parameter}&last=a%20b");
            Assert.Contains("first=1", seen, StringComparison.Ordinal);
            Assert.Contains("last=a%20b", seen, StringComparison.Ordinal);
            if (Decoded(seen).Contains(credential, StringComparison.Ordinal))
            {
                leaks.Add(form);
            }
        }

        Assert.Empty(leaks);
    }

    [Theory]
    [InlineData("?auth=Basic%20{0}")]
    [InlineData("?auth=Basic+{0}")]
    [InlineData("?Basic:{0}")]
    public async Task Request_BasicOfTheAdministratorInTheQuery_StaysHere(string form)
    {
        await using var world = await IngressWorld.StartAsync();
        var basic = await world.CredentialAsync("administrator");

        var seen = await world.SendAsync(await world.CredentialAsync("vended"), "X-Mine: 1\r\n", string.Format(null, form, basic));

        Assert.StartsWith("POST /mcp\n", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?access_token={0}")]
    [InlineData("?{0}")]
    [InlineData("?a={0}&b={0}")]
    public async Task Request_QueryOfCredentialsAlone_ArrivesWithoutQuery(string form)
    {
        await using var world = await IngressWorld.StartAsync();
        var own = await world.CredentialAsync("vended");

        var seen = await world.SendAsync(own, "X-Mine: 1\r\n", string.Format(null, form, own));

        Assert.StartsWith("POST /mcp\n", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?access_token={0}&b=2", "of another gateway")]
    [InlineData("?access_token={0}", "of the provider for another")]
    [InlineData("?key={0}&&c=%20", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    [InlineData("?key={0}", "mgs_dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    [InlineData("?q={0}", "visual+basic")]
    public async Task Request_QueryOfTheUpstream_PassesUnchanged(string form, string kind)
    {
        await using var world = await IngressWorld.StartAsync();
        var query = string.Format(null, form, await world.CredentialAsync(kind));

        var seen = await world.SendAsync(await world.CredentialAsync("vended"), "X-Mine: 1\r\n", query);

        Assert.StartsWith($"POST /mcp{query}\n", seen, StringComparison.Ordinal);
    }

    private static Task<string> SendAsync(IngressWorld world, string request, string own, string query) => request switch
    {
        "POST" => world.SendAsync(own, "X-Mine: 1\r\n", query),
        "stream" => world.GetAsync(own, "Connection: close\r\nAccept: text/event-stream\r\n", query),
        _ => world.GetAsync(
            own,
            "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
            query),
    };

    private static string Decoded(string text)
    {
        for (var decoded = Uri.UnescapeDataString(text); decoded != text; decoded = Uri.UnescapeDataString(text))
        {
            text = decoded;
        }

        return text;
    }
}
