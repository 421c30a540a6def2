using System.Net;
using System.Net.Http.Headers;
using McpGateway.Host.Observability;
using McpGateway.IntegrationTests.Composition;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Observability;

/// <summary>Who reads metrics, and where.</summary>
public sealed class MetricsEndpointTests
{
    private const string Token = "a-token-of-the-scraper";

    private static readonly Uri Metrics = new("/metrics", UriKind.Relative);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_OnTheGatewaysPort_AreForTheScraperAndForAdministrators()
    {
        await using var gateway = await ComposedGateway.StartAsync(("Metrics:Token", Token));
        await gateway.CreateUserAsync("bob", "registry-users-lob1");
        using var scraper = gateway.Anonymous(("Authorization", "Bearer " + Token));
        using var wrong = gateway.Anonymous(("Authorization", "Bearer " + Token + "x"));
        using var stranger = gateway.Anonymous();
        using var administrator = await gateway.BearerAsync(ComposedGateway.Administrator);
        using var session = await gateway.SignedInAsync(ComposedGateway.Administrator);
        using var bob = await gateway.SignedInAsync("bob");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stranger));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(wrong));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(bob));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(administrator));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(session));
        using var answer = await scraper.GetAsync(Metrics, Cancellation);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.All(
            [
                "mcp_gateway_store_staleness_seconds", "mcp_gateway_audit_queue", "mcp_gateway_audit_events_queue",
                "mcp_gateway_scanning_queue", "mcp_gateway_webhooks_queue",
            ],
            name => Assert.Contains($"\n{name}", text, StringComparison.Ordinal));
    }

    /// <summary>The one that puts it off is started first: when the other counts, it would have begun as well.</summary>
    [Fact]
    public async Task Counting_BeforeTheFirstScrape_BeginsWithTheGatewayUnlessItIsPutOff()
    {
        await using var later = await ComposedGateway.StartAsync(("Metrics:AtStart", "false"), ("Metrics:Token", Token));
        await using var atStart = await ComposedGateway.StartAsync(("Metrics:AtStart", "true"));

        await Eventually.UntilAsync(() => atStart.Services.GetRequiredService<MetricsCounting>().HasBegun);

        var counting = later.Services.GetRequiredService<MetricsCounting>();
        Assert.False(counting.HasBegun);
        using var scraper = later.Anonymous(("Authorization", "Bearer " + Token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(scraper));
        Assert.True(counting.HasBegun);
    }

    [Fact]
    public async Task Metrics_AskedForAsOpenMetrics_EndAsSuch()
    {
        await using var gateway = await ComposedGateway.StartAsync(("Metrics:Token", Token));
        using var scraper = gateway.Anonymous(("Authorization", "Bearer " + Token));
        scraper.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text; version=1.0.0"));

        var text = await scraper.GetStringAsync(Metrics, Cancellation);

        Assert.EndsWith("# EOF\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("10.0.0.0/8", HttpStatusCode.Unauthorized)]
    public async Task Metrics_FromANetwork_AreForThoseThatAreAllowed(string network, HttpStatusCode expected)
    {
        await using var gateway = await ComposedGateway.StartAsync(("Metrics:AllowedNetworks:0", network));
        using var scraper = gateway.Anonymous();

        Assert.Equal(expected, await StatusAsync(scraper));
    }

    [Fact]
    public async Task Metrics_SwitchedOff_AreNowhere()
    {
        await using var gateway = await ComposedGateway.StartAsync(
            ("OTEL_PROMETHEUS_ENABLED", "false"), ("Metrics:Token", Token), ("OTEL_PROMETHEUS_PORT", "0"));
        using var scraper = gateway.Anonymous(("Authorization", "Bearer " + Token));

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(scraper));
        Assert.DoesNotContain(gateway.Logs.Lines, static line => line.Contains("Metrics are at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Probes_OfAPlatform_AreAnsweredToAnybody()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var kubelet = gateway.Anonymous();

        foreach (var path in new[] { "/health/live", "/health/ready", "/health" })
        {
            using var answer = await kubelet.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("\"healthy\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(Metrics, Cancellation);
        return answer.StatusCode;
    }
}
