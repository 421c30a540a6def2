using System.Net;
using System.Text;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Identity;

/// <summary>Rotation of the signing keys over HTTP.</summary>
public sealed class SigningKeyTests
{
    private const string Keys = "/api/auth/signing-keys";
    private const string Rotate = Keys + "/rotate";

    [Fact]
    public async Task Rotate_TokensBeforeAndAfter_BothVerify_AndBothKeysArePublished()
    {
        await using var host = await AuthHost.StartAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        var admin = await host.SignInAsync();
        var (before, _) = await host.VendAsync(admin, new { expires_in_hours = 24 });

        using var rotated = await host.PostAsync(Rotate, null, admin);
        var (meanwhile, _) = await host.VendAsync(admin);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var (after, _) = await host.VendAsync(admin);

        Assert.Equal(HttpStatusCode.OK, rotated.StatusCode);
        Assert.Equal(["next", "signing"], await StatesAsync(rotated));
        Assert.Equal(KeyIdOf(before), KeyIdOf(meanwhile));
        Assert.NotEqual(KeyIdOf(before), KeyIdOf(after));
        using var listed = await host.GetAsync(Keys, admin);
        Assert.Equal(["signing", "retiring"], await StatesAsync(listed));
        Assert.Equal([KeyIdOf(after), KeyIdOf(before)], await PublishedAsync(host));
        foreach (var token in (string[])[before, meanwhile, after])
        {
            using var me = await host.GetAsync("/api/auth/me", AuthHost.Bearer(token));
            Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        }
    }

    [Fact]
    public async Task RetiringKey_IsPublishedAsLongAsTheLongestTokenLives()
    {
        var (directory, clock) = (AuthHost.NewDirectory(), new McpGateway.Tests.Foundation.ManualTimeProvider());
        string last;
        await using (var host = await AuthHost.StartInAsync(directory, clock))
        {
            clock.Advance(TimeSpan.FromMinutes(5));
            var admin = await host.SignInAsync();
            using var rotated = await host.PostAsync(Rotate, null, admin);
            Assert.True(rotated.IsSuccessStatusCode);
            clock.Advance(TimeSpan.FromSeconds(59));
            (last, _) = await host.VendAsync(admin, new { expires_in_hours = 24 });
        }

        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await using (var restarted = await AuthHost.StartInAsync(directory, clock))
        {
            using var me = await restarted.GetAsync("/api/auth/me", AuthHost.Bearer(last));
            Assert.Equal(HttpStatusCode.OK, me.StatusCode);
            Assert.Contains(KeyIdOf(last), await PublishedAsync(restarted));
        }

        clock.Advance(TimeSpan.FromHours(1));
        await using var later = await AuthHost.StartInAsync(directory, clock);
        Assert.DoesNotContain(KeyIdOf(last), await PublishedAsync(later));
    }

    [Fact]
    public async Task List_TellsKindAndAge_AndNoPrivatePart()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.GetAsync(Keys, await host.SignInAsync());
        var key = Assert.Single((await AuthHost.JsonAsync(answer)).GetProperty("keys").EnumerateArray());

        Assert.Equal(["key_id", "state", "created_at", "retires_at"], key.EnumerateObject().Select(member => member.Name));
        Assert.Equal(host.Clock.GetUtcNow(), key.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, key.GetProperty("retires_at").ValueKind);
    }

    [Fact]
    public async Task Both_OthersThanAdministrators_AreRefused_AndNothingIsRotated()
    {
        await using var host = await AuthHost.StartAsync();
        var admin = await host.SignInAsync();
        var (narrow, _) = await host.VendAsync(admin, new { requested_scopes = (string[])["mcp-servers-unrestricted/read"] });
        (string, string)[][] callers = [[], [AuthHost.Bearer(narrow)], [AuthHost.Bearer(await BobsTokenAsync(host, admin))]];
        HttpStatusCode[] expected = [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden];

        for (var i = 0; i < callers.Length; i++)
        {
            using var listed = await host.GetAsync(Keys, callers[i]);
            using var rotated = await host.PostAsync(Rotate, null, callers[i]);
            Assert.Equal((expected[i], expected[i]), (listed.StatusCode, rotated.StatusCode));
        }

        Assert.Single(await PublishedAsync(host));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Rotate_FromAnotherSite_IsRefused(string header, string value)
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.PostAsync(Rotate, null, await host.SignInAsync(), (header, value));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Single(await PublishedAsync(host));
    }

    private static async Task<string> BobsTokenAsync(AuthHost host, (string, string) admin)
    {
        var bob = new
        {
            username = "bob",
            email = "bob@example.org",
            firstname = "B",
            lastname = "B",
            groups = (string[])["public-mcp-users"],
            password = "a long enough one",
        };
        using var created = await host.PostAsync("/api/management/iam/users/human", bob, admin);
        using var signedIn = await host.LoginAsync("bob", "a long enough one");
        return (await host.VendAsync(("Cookie", AuthHost.SessionCookie(signedIn).Split(';')[0]))).Token;
    }

    private static async Task<IEnumerable<string?>> StatesAsync(HttpResponseMessage answer) =>
        (await AuthHost.JsonAsync(answer))
            .GetProperty("keys")
            .EnumerateArray()
            .Select(key => key.GetProperty("state").GetString())
            .ToArray();

    private static async Task<IEnumerable<string?>> PublishedAsync(AuthHost host)
    {
        using var answer = await host.GetAsync("/.well-known/jwks.json");
        return (await AuthHost.JsonAsync(answer)).GetProperty("keys").EnumerateArray().Select(
            key => key.GetProperty("kid").GetString()).ToArray();
    }

    private static string? KeyIdOf(string token)
    {
        var header = token.Split('.')[0].Replace('-', '+').Replace('_', '/');
        return JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(header.PadRight((header.Length + 3) / 4 * 4, '='))))
            .RootElement.GetProperty("kid").GetString();
    }
}
