using System.Net;
using System.Net.Sockets;
using McpGateway.Core.Health.Probing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
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
    public async Task Stream_LargerThanTheBudget_EndsTheCheck()
    {
        await using var stream = new MeteredStream(new MemoryStream(new byte[100]), new(99, 1, CancellationToken.None));

        await Assert.ThrowsAsync<ProbeLimitException>(() => stream.CopyToAsync(Stream.Null, Cancellation));
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
    public async Task Link_Request_IsFramedAsACallIsAndHasTheServersHeadersLast()
    {
        var wire = new Recorder();
        var link = Link(wire, new ServerHeader("accept", "configured/type"), new ServerHeader("Authorization", "Bearer configured"));

        using var response = await link.SendAsync(
            HttpMethod.Post, Endpoint, [1, 2, 3], [new("Accept", "application/json"), new("X-A", "a")], Cancellation);

        var seen = wire.Seen!;
        Assert.Equal(new Version(1, 1), seen.Version);
        Assert.Equal(("configured/type", "Bearer configured", "a", "identity"),
            (One(seen, "Accept"), One(seen, "Authorization"), One(seen, "X-A"), One(seen, "Accept-Encoding")));
        Assert.Equal((3, "application/json"), (wire.Length, wire.ContentType));
        Assert.True(link.HasCredentials);
        Assert.False(link.Stranger(link.Route).HasCredentials);
    }

    [Fact]
    public async Task Link_PooledConnectionThatWasClosed_IsReplacedOnce()
    {
        var wire = new Recorder { Failures = 1 };
        using var response = await Link(wire).SendAsync(HttpMethod.Post, Endpoint, [1], [], Cancellation);
        Assert.Equal(2, wire.Requests);

        var dead = new Recorder { Failures = 2 };
        await Assert.ThrowsAsync<HttpRequestException>(() => Link(dead).SendAsync(HttpMethod.Post, Endpoint, [1], [], Cancellation));
        Assert.Equal(2, dead.Requests);
    }

    [Fact]
    public async Task Link_BudgetSpent_SendsNothing()
    {
        var wire = new Recorder();
        var link = new ProbeLink(wire, Target().Route!, [], new(1_000, 0, CancellationToken.None));

        await Assert.ThrowsAsync<ProbeLimitException>(() => link.SendAsync(HttpMethod.Get, Endpoint, null, [], Cancellation));
        Assert.Equal(0, wire.Requests);
    }

    public static TheoryData<Exception, string> Failures => new()
    {
        { Socket(SocketError.ConnectionRefused), "Connection refused by weather.test:443." },
        { Socket(SocketError.HostNotFound), "The name weather.test cannot be resolved." },
        { Socket(SocketError.NetworkUnreachable), "There is no route to weather.test:443." },
        { Socket(SocketError.ConnectionReset), "weather.test:443 cut the connection instead of answering initialize." },
        { new HttpRequestException("x"), "weather.test:443 closed the connection instead of answering initialize." },
        { new IOException("secret"), "weather.test:443 closed the connection instead of answering initialize." },
        {
            new HttpRequestException(HttpRequestError.SecureConnectionError, "secret"),
            "No secure connection to weather.test:443: its certificate is not trusted, or it does not speak TLS."
        },
        {
            new HttpRequestException(HttpRequestError.InvalidResponse, "secret"),
            "weather.test:443 gave an answer to initialize that is not HTTP as it should be."
        },
        { new HttpRequestException(HttpRequestError.NameResolutionError, "secret"), "The name weather.test cannot be resolved." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Sentence_Failure_SaysWhatHappenedAndWhere(Exception failure, string expected) =>
        Assert.Equal(expected, ProbeSentences.OfFailure("initialize", Endpoint, failure));

    [Theory]
    [InlineData("text/html", "Answered ping with text/html, which is no MCP message.")]
    [InlineData("<b>", "Answered ping with something that is no MCP message.")]
    [InlineData(null, "Answered ping with something that is no MCP message.")]
    public void Sentence_OtherContent_RepeatsNoMarkup(string? mediaType, string expected) =>
        Assert.Equal(expected, ProbeSentences.OfOther("ping", mediaType));

    [Theory]
    [InlineData("https://a.test/mcp/?key=secret", "https://a.test/mcp/")]
    [InlineData("https://a.test:8443", "https://a.test:8443/")]
    public void Sentence_Address_HasNoQuery(string url, string expected) => Assert.Equal(expected, ProbeSentences.Show(new(url)));

    [Theory]
    [InlineData("https://a.test/mcp", null, "https://a.test/mcp")]
    [InlineData("https://a.test/mcp", "anthropic-registry", "https://a.test/mcp?instance_id=default")]
    [InlineData("https://a.test/mcp?x=1", "anthropic-registry", "https://a.test/mcp?x=1&instance_id=default")]
    [InlineData("https://a.test/mcp?instance_id=7", "anthropic-registry", "https://a.test/mcp?instance_id=7")]
    [InlineData("file:///etc/passwd", null, null)]
    [InlineData("relative", null, null)]
    [InlineData(null, null, null)]
    public void Target_Address_IsWhatIsChecked(string? url, string? tag, string? expected) =>
        Assert.Equal(expected, Target(url, tag).Route?.Upstream.AbsoluteUri);

    [Fact]
    public void Target_OtherCredential_ReplacesTheConfiguredOne()
    {
        var target = ProbeTarget.Of(
            Records.Server(), new() { Headers = [new("authorization", "Bearer service"), new("X-Key", "k")] },
                new() { Tools = [], ProtocolVersion = "2025-11-25", DiscoveredAt = default },
                new());

        var users = target.With([new("Authorization", "Bearer user")]);

        Assert.Equal(["X-Key=k", "Authorization=Bearer user"], users.Headers.Select(header => $"{header.Name}={header.Value}"));
        Assert.Equal(("2025-11-25", false), (users.KnownRevision, users.IsInProcess));
        Assert.True(Target("inprocess://clock/").IsInProcess);
    }

    private static HttpRequestException Socket(SocketError error) =>
        new HttpRequestException(HttpRequestError.ConnectionError, "secret", new SocketException((int)error));

    private static ProbeTarget Target(string? url = "https://weather.test/mcp", string? tag = null) =>
        ProbeTarget.Of(Records.Server(url: url) with { Tags = tag is null ? [] : [tag] }, null, null, new());

    private static ProbeLink Link(Recorder wire, params ServerHeader[] headers) =>
        new(wire, Target().Route!, headers, new(1_000_000, 10, CancellationToken.None));

    private static string One(HttpRequestMessage request, string name) => request.Headers.NonValidated[name].ToString();

    /// <summary>Stands where the network is.</summary>
    private sealed class Recorder : IUpstreamConnections
    {
        public int Failures { get; init; }

        public int Requests { get; private set; }

        public HttpRequestMessage? Seen { get; private set; }

        public long? Length { get; private set; }

        public string? ContentType { get; private set; }

        public Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, Route route, ProxyCaller? caller, CancellationToken cancellationToken)
        {
            (Seen, Length, ContentType) = (
                request, request.Content?.Headers.ContentLength, request.Content?.Headers.ContentType?.ToString());
            return ++Requests <= Failures
                ? throw new HttpRequestException(HttpRequestError.ResponseEnded)
                : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}
