using System.Net;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Https;

/// <summary>What plain HTTP is answered, and what answers over HTTPS say, behind a proxy that ends TLS.</summary>
public sealed class HttpsRulesTests
{
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private static readonly (string, string) Redirect = ("Https:Redirect", "true");
    private static readonly (string, string) TrustedProxy = ("TRUSTED_PROXIES", "127.0.0.1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "", "/ui/servers?q=a%20b", "https://127.0.0.1/ui/servers?q=a%20b")]
    [InlineData("Https:Port", "8443", "/", "https://127.0.0.1:8443/")]
    [InlineData("PUBLIC_URL", "https://mcp.example.com", "/login", "https://mcp.example.com/login")]
    [InlineData("PUBLIC_URL", "https://example.com/mcp-gateway", "/mcp-gateway/login", "https://example.com/mcp-gateway/login")]
    public async Task Page_ByPlainHttp_IsSentToHttps(string key, string value, string path, string expected)
    {
        (string, string)[] settings = key.Length == 0 ? [Redirect] : [Redirect, (key, value)];
        await using var gateway = await ComposedGateway.StartAsync(settings);
        using var client = gateway.Anonymous();

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal(expected, answer.Headers.GetValues("Location").Single());
    }

    [Theory]
    [InlineData("/currenttime/mcp")]
    [InlineData("/api/auth/login")]
    public async Task Call_ByPlainHttp_IsRefusedWithTheAddress(string path)
    {
        await using var gateway = await ComposedGateway.StartAsync(Redirect);
        using var client = gateway.Anonymous(
            ("Authorization", "Bearer sent-in-the-open"), ("Accept", "application/json, text/event-stream"));
        using var body = new StringContent(Call, System.Text.Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), body, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains($"use https://127.0.0.1{path}.", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    /// <summary>Clients keep headers of their own across redirects: what is sent in the open must be noticed.</summary>
    [Theory]
    [InlineData("Authorization")]
    [InlineData("X-Authorization")]
    public async Task Visit_WithACredentialByPlainHttp_IsRefused(string header)
    {
        await using var gateway = await ComposedGateway.StartAsync(Redirect);
        using var client = gateway.Anonymous((header, "Bearer sent-in-the-open"));

        using var answer = await client.GetAsync(new Uri("/api/servers", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task Health_ByPlainHttp_Answers(string path)
    {
        await using var gateway = await ComposedGateway.StartAsync(Redirect);
        using var client = gateway.Anonymous();

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Request_ThatCameByHttpsToATrustedProxy_IsServed()
    {
        await using var gateway = await ComposedGateway.StartAsync(Redirect, TrustedProxy, ("Https:HstsMaxAge", "365.00:00:00"),
            ("Https:HstsIncludeSubDomains", "true"));
        using var client = gateway.Anonymous(("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7"));

        using var answer = await client.GetAsync(new Uri("/login", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("max-age=31536000; includeSubDomains", answer.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Fact]
    public async Task Request_WhoseProxyIsNotTrusted_CountsAsPlain()
    {
        await using var gateway = await ComposedGateway.StartAsync(Redirect);
        using var client = gateway.Anonymous(("X-Forwarded-Proto", "https"));

        using var answer = await client.GetAsync(new Uri("/login", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
    }

    [Fact]
    public async Task Answer_WithoutTheSettings_SaysNothingOfHttps()
    {
        await using var gateway = await ComposedGateway.StartAsync(TrustedProxy);
        using var plain = gateway.Anonymous();
        using var secure = gateway.Anonymous(("X-Forwarded-Proto", "https"));

        using var served = await plain.GetAsync(new Uri("/login", UriKind.Relative), Cancellation);
        using var answer = await secure.GetAsync(new Uri("/login", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (served.StatusCode, answer.StatusCode));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task HstsPreload_WithoutItsConditions_KeepsFromStarting()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(
            static () => ComposedGateway.StartAsync(("Https:HstsPreload", "true"), ("Https:HstsMaxAge", "30.00:00:00")));

        Assert.Contains("Https:HstsPreload must be false unless", failure.ToString(), StringComparison.Ordinal);
    }
}
