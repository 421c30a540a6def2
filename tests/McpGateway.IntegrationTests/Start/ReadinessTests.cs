using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Signing;
using McpGateway.Tests.Foundation;
using McpGateway.Tests.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Start;

public sealed class ReadinessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health", false, HttpStatusCode.OK, "healthy")]
    [InlineData("/health", true, HttpStatusCode.OK, "healthy")]
    [InlineData("/health/ready", false, HttpStatusCode.OK, "healthy")]
    [InlineData("/health/ready", true, HttpStatusCode.ServiceUnavailable, "unhealthy")]
    public async Task Health_OnlyReadiness_FollowsTheStore(string path, bool isBroken, HttpStatusCode status, string word)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddTestLog("readiness");
        builder.Services.AddFoundation().AddSingleton<IDocumentStorage>(isBroken ? new BrokenStorage() : new MemoryDocumentStorage());
        await using var app = builder.Build();
        app.MapService();
        await app.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };

        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(
            (status, word, "mcp-gateway-registry"),
            (answer.StatusCode, body.GetProperty("status").GetString(), body.GetProperty("service").GetString()));
        Assert.DoesNotContain(BrokenStorage.Reason, body.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A gateway without a key signs no token, and nobody could verify one.</summary>
    [Fact]
    public async Task Readiness_BeforeTheFirstSigningKey_IsNotThere()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddTestLog("readiness");
        builder.Services.AddFoundation().AddSingleton<IDocumentStorage>(new MemoryDocumentStorage()).AddSingleton<SigningKeyRing>()
            .AddHealthChecks().AddCheck<SigningKeysCheck>(SigningKeysCheck.Name);
        builder.Configuration["SECRET_KEY"] = "the key of this test, long enough";
        await using var app = builder.Build();
        app.MapService();
        await app.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        using var before = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);

        var ring = app.Services.GetRequiredService<SigningKeyRing>();
        await ring.EnsureAsync(Cancellation);
        await ring.LoadAsync(Cancellation);
        using var after = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
    }

    private sealed class BrokenStorage : IDocumentStorage
    {
        public const string Reason = "nobody answers at db.internal";

        public Task<Document<T>?> FindAsync<T>(DocumentKind<T> kind, string key, CancellationToken cancellationToken)
            where T : class => throw new IOException(Reason);

        public Task<IReadOnlyList<Document<T>>> ListAsync<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
            where T : class => throw new IOException(Reason);

        public Task<IReadOnlyList<Document<T>>> ListByOwnerAsync<T>(
            DocumentKind<T> kind, string owner, CancellationToken cancellationToken)
            where T : class => throw new IOException(Reason);

        public Task<Result<long>> CommitAsync(DocumentBatch batch, CancellationToken cancellationToken) => throw new IOException(Reason);

        public Task<FeedReading> ReadFeedAsync(StorePosition since, CancellationToken cancellationToken) =>
            throw new IOException(Reason);

        public Task<StorePosition> ReadPositionAsync(CancellationToken cancellationToken) => throw new IOException(Reason);

        public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => throw new IOException(Reason);

        public Task<int> SweepAsync(CancellationToken cancellationToken) => throw new IOException(Reason);
    }
}
