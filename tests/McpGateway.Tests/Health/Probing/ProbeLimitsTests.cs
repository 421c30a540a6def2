using System.Net;
using System.Text;
using McpGateway.Core.Health;
using McpGateway.Core.Health.Probing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Tests.Registry.Servers;

namespace McpGateway.Tests.Health.Probing;

/// <summary>What a check may cost, what it tells a server, and how its failures read.</summary>
public sealed class ProbeLimitsTests
{
    private static readonly Uri Endpoint = new("https://weather.test/mcp");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, 3, false)]
    [InlineData(3, 4, true)]
    [InlineData(0, 1, true)]
    public void Budget_Requests_AreCounted(int allowed, int taken, bool isSpent)
    {
        var budget = new ProbeBudget(0, allowed, CancellationToken.None);

        var failure = Record.Exception(() =>
        {
            for (var i = 0; i < taken; i++)
            {
                budget.TakeRequest();
            }
        });

        Assert.Equal((isSpent, isSpent), (failure is ProbeLimitException, budget.IsSpent));
    }

    [Theory]
    [InlineData(10, new[] { 4, 6 }, false)]
    [InlineData(10, new[] { 4, 7 }, true)]
    [InlineData(0, new[] { 0 }, false)]
    public void Budget_Bytes_AreAddedUp(long allowed, int[] taken, bool isSpent)
    {
        var budget = new ProbeBudget(allowed, 0, CancellationToken.None);

        var failure = Record.Exception(() => Array.ForEach(taken, budget.TakeBytes));

        Assert.Equal((isSpent, isSpent), (failure is ProbeLimitException, budget.IsSpent));
    }

    [Fact]
    public async Task Content_LargerThanTheBudget_EndsTheCheckHoweverItIsRead()
    {
        using var read = Content(100, budget: 99);
        await Assert.ThrowsAsync<ProbeLimitException>(async () =>
            await (await read.ReadAsStreamAsync(Cancellation)).CopyToAsync(Stream.Null, Cancellation));

        using var copied = Content(100, budget: 99);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => copied.CopyToAsync(Stream.Null, Cancellation));
        Assert.IsType<ProbeLimitException>(failure.GetBaseException());
    }

    [Fact]
    public async Task Content_WithinTheBudget_ComesWholeWithItsHeaders()
    {
        using var content = Content(100, budget: 100);

        Assert.Equal(100, (await content.ReadAsByteArrayAsync(Cancellation)).Length);
        Assert.Equal("text/plain", content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Content_Deadline_EndsTheReading()
    {
        using var deadline = new CancellationTokenSource();
        await using var stream = new MeteredStream(new MemoryStream(new byte[10]), new(1_000, 1, deadline.Token));
        await deadline.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ReadExactlyAsync(new byte[1], Cancellation));
        Assert.Throws<NotSupportedException>(() => stream.Read(new byte[1], 0, 1));
    }

    [Fact]
    public async Task Handler_Headers_ReplaceTheClients()
    {
        var inner = new Recorder("text/event-stream");
        using var client = Client(inner, new ServerHeader("Authorization", "Bearer configured"));
        using var request = new HttpRequestMessage(HttpMethod.Get, Endpoint);
        request.Headers.Add("Authorization", "Bearer other");

        using var response = await client.Client.SendAsync(request, Cancellation);

        Assert.Equal("Bearer configured", inner.Seen!.Headers.GetValues("Authorization").Single());
        Assert.Equal((200, true), (client.Handler.LastStatus, client.Handler.OpenedEventStream));
    }

    [Theory]
    [InlineData("https://weather.test/other", true)]
    [InlineData("https://WEATHER.test:443/", true)]
    [InlineData("http://weather.test/mcp", false)]
    [InlineData("https://weather.test:444/mcp", false)]
    [InlineData("https://evil.test/mcp", false)]
    public async Task Handler_OtherOrigin_GetsNoCredential(string url, bool isSent)
    {
        var inner = new Recorder("application/json");
        using var client = Client(inner, new ServerHeader("Authorization", "Bearer configured"));

        var failure = await Record.ExceptionAsync(() => client.Client.GetAsync(new Uri(url), Cancellation));

        Assert.Equal((isSent, !isSent), (inner.Seen is not null, failure is not null));
        Assert.False(client.Handler.OpenedEventStream);
    }

    public static TheoryData<Exception, string> Failures => new()
    {
        { new OperationCanceledException(), HealthStatus.Timeout },
        { new TimeoutException(), HealthStatus.Timeout },
        { new HttpRequestException("x", null, HttpStatusCode.NotFound), "unhealthy: status 404" },
        { new HttpRequestException("x", null, HttpStatusCode.BadGateway), "unhealthy: status 502" },
        { new HttpRequestException("x"), HealthStatus.ConnectionError },
        { new IOException(), HealthStatus.ConnectionError },
        { new ProbeLimitException(), HealthStatus.OverLimit },
        { new HttpRequestException("x", new ProbeLimitException()), HealthStatus.OverLimit },
        { new InvalidOperationException("x", new IOException("y", new ProbeLimitException())), HealthStatus.OverLimit },
        { new FormatException(), "unhealthy: FormatException" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void StatusOf_Failure_IsOneOfTheContractsWords(Exception failure, string status)
    {
        using var client = Client(new Recorder("text/plain"));

        Assert.Equal(status, ProbeFailure.StatusOf(failure, client.Handler));
    }

    [Fact]
    public async Task StatusOf_BudgetSpent_IsSaidWhateverWasThrown()
    {
        using var client = Client(new Recorder("text/plain"), requests: 0);
        await Record.ExceptionAsync(() => client.Client.GetAsync(Endpoint, Cancellation));

        Assert.Equal(HealthStatus.OverLimit, ProbeFailure.StatusOf(new IOException(), client.Handler));
    }

    [Theory]
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(400, false)]
    [InlineData(500, false)]
    public void IsAuthRefusal_Status_WantsACredential(int status, bool expected)
    {
        var failure = new HttpRequestException("x", null, (HttpStatusCode)status);

        Assert.Equal((expected, true), (ProbeFailure.IsAuthRefusal(failure), ProbeFailure.IsRefusal(failure)));
        Assert.False(ProbeFailure.IsRefusal(new HttpRequestException("no answer")));
    }

    [Theory]
    [InlineData("https://a.test/mcp", "", "https://a.test/mcp")]
    [InlineData("https://a.test/mcp", "anthropic-registry", "https://a.test/mcp?instance_id=default")]
    [InlineData("https://a.test/mcp?x=1", "anthropic-registry", "https://a.test/mcp?x=1&instance_id=default")]
    [InlineData("https://a.test/mcp?instance_id=7", "anthropic-registry", "https://a.test/mcp?instance_id=7")]
    [InlineData("file:///etc/passwd", "", null)]
    [InlineData("relative", "", null)]
    [InlineData(null, "", null)]
    public void Target_Address_IsWhatIsChecked(string? url, string tag, string? expected) => Assert.Equal(
        expected, ProbeTarget.Of(Records.Server(url: url) with { Tags = tag.Length == 0 ? [] : [tag] }, null, null).Upstream?.AbsoluteUri);

    [Fact]
    public void Target_OtherCredential_ReplacesTheConfiguredOne()
    {
        var target = ProbeTarget.Of(
            Records.Server(), new() { Headers = [new("authorization", "Bearer service"), new("X-Key", "k")] },
                new() { Tools = [], ProtocolVersion = "2025-11-25", DiscoveredAt = default });

        var users = target.With(new("Authorization", "Bearer user"));

        Assert.Equal(["X-Key=k", "Authorization=Bearer user"], users.Headers.Select(header => $"{header.Name}={header.Value}"));
        Assert.Equal(("2025-11-25", false), (users.KnownRevision, users.IsInProcess));
        Assert.True(ProbeTarget.Of(Records.Server(url: "inprocess://clock/"), null, null).IsInProcess);
    }

    private static MeteredContent Content(int length, long budget) =>
        new(new StringContent(new string('x', length), Encoding.ASCII, "text/plain"), new(budget, 1, CancellationToken.None));

    private static Probe Client(Recorder inner, params ServerHeader[] headers) => Client(inner, 10, headers);

    private static Probe Client(Recorder inner, int requests, params ServerHeader[] headers)
    {
        var handler = new ProbeHandler(inner, Endpoint, headers, new(1_000_000, requests, CancellationToken.None));
        return new(handler, new(handler));
    }

    private sealed record Probe(ProbeHandler Handler, HttpClient Client) : IDisposable
    {
        public void Dispose() => Client.Dispose();
    }

    /// <summary>Stands where the network is.</summary>
    private sealed class Recorder(string contentType) : HttpMessageHandler
    {
        public HttpRequestMessage? Seen { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen = request;
            return Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}", Encoding.UTF8, contentType) });
        }
    }
}
