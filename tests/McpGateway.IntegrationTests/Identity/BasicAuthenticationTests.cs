using System.Net;
using System.Text;

namespace McpGateway.IntegrationTests.Identity;

public sealed class BasicAuthenticationTests
{
    /// <summary>The texts of the contract, route by route.</summary>
    [Theory]
    [InlineData("GET", "/api/internal/list", "Authentication required", "Invalid authentication format", "Invalid admin credentials")]
    [InlineData("POST", "/api/internal/register", "Authentication required", "Invalid authentication format", "Invalid admin credentials")]
    [InlineData("POST", "/api/internal/healthcheck", "Authentication required", "Invalid authentication format", "Invalid credentials")]
    [InlineData(
        "GET", "/api/internal/list-groups", "Missing or invalid authorization header", "Invalid authorization header format",
        "Invalid admin credentials")]
    public async Task Internal_BadCredentials_GetTheContractsTexts(
        string method, string path, string missing, string undecodable, string wrong)
    {
        await using var host = await AuthHost.StartAsync();
        (string?, string)[] cases =
        [
            (null, missing), ("Bearer abc", missing), ("basic " + Encode("admin:" + AuthHost.Password), missing),
            ("Basic ###", undecodable), ("Basic " + Encode("no colon"), undecodable),
            ("Basic " + Encode("admin:wrong"), wrong), (
                "Basic " + Encode("nobody:" + AuthHost.Password), wrong), ("Basic " + Encode("admin:"), wrong),
        ];

        foreach (var (authorization, detail) in cases)
        {
            using var answer = await host.SendAsync(
                new(method), path, headers: authorization is null ? [] : [("Authorization", authorization)]);
            Assert.Equal((authorization, HttpStatusCode.Unauthorized), (authorization, answer.StatusCode));
            Assert.Equal(detail, await AuthHost.DetailAsync(answer));
            Assert.Equal("Basic", answer.Headers.WwwAuthenticate.ToString());
        }

        using var right = await host.SendAsync(new(method), path, headers: Right());
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task Basic_OutsideTheInternalRoutes_IsNoCredential()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.GetAsync("/api/servers", Right());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Internal_SessionOrToken_IsNoCredential()
    {
        await using var host = await AuthHost.StartAsync();
        var session = await host.SignInAsync();
        var (token, _) = await host.VendAsync(session);

        using var byCookie = await host.GetAsync("/api/internal/list", session);
        using var byToken = await host.GetAsync("/api/internal/list", AuthHost.Bearer(token));

        Assert.Equal(HttpStatusCode.Unauthorized, byCookie.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, byToken.StatusCode);
    }

    [Fact]
    public async Task Internal_RememberedCredentialFromAnotherSite_IsRefused()
    {
        await using var host = await AuthHost.StartAsync();

        using var answer = await host.PostAsync("/api/internal/register", new { }, Right(), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Internal_ManyFailures_AreSlowed_AndARememberedSuccessIsNot()
    {
        await using var host = await AuthHost.StartAsync();
        using (var right = await host.GetAsync("/api/internal/list", Right()))
        {
            Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        }

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 7; i++)
        {
            using var answer = await host.GetAsync("/api/internal/list", ("Authorization", "Basic " + Encode($"admin:{i}")));
            statuses.Add(answer.StatusCode);
        }

        using var still = await host.GetAsync("/api/internal/list", Right());
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    private static (string, string) Right() => ("Authorization", "Basic " + Encode("admin:" + AuthHost.Password));

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
