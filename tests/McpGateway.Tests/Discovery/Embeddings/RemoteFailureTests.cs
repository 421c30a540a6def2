using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Foundation;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Discovery.Embeddings;

/// <summary>Services that answer late, too much, or something else: an error in words, never an exception, never the service's own
/// text.</summary>
public sealed class RemoteFailureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Failures => new()
    {
        { "refused", "cannot be reached (ConnectionError)" },
        { "timeout", "did not answer in time" },
        { "too much", "cannot be reached" },
        { "no JSON", "not the JSON it should be" },
        { "another type", "not the JSON it should be" },
        { "no vector", "sent no vector" },
        { "empty vector", "sent no vector" },
        { "500", "answered 500" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Embed_Failure_IsAnError(string failure, string expected)
    {
        using var service = new Service(failure);

        var embedded = await Bedrock(service).EmbedAsync(["one"], TextRole.Document, Cancel);

        Assert.Equal(ErrorKind.Unavailable, embedded.Error!.Kind);
        Assert.Contains(expected, embedded.Error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", embedded.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_CallerGivesUp_IsCancelled()
    {
        using var service = new Service("timeout");
        using var gone = new CancellationTokenSource();
        var embedding = Bedrock(service).EmbedAsync(["one"], TextRole.Document, gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => embedding);
    }

    [Fact]
    public async Task Embed_ManyTexts_KeepTheirOrder()
    {
        using var service = new Service("length");
        string[] texts = [.. Enumerable.Range(1, 20).Select(length => new string('x', length))];

        var embedded = await Bedrock(service).EmbedAsync(texts, TextRole.Document, Cancel);

        Assert.Equal(Enumerable.Range(1, 20).Select(length => (float)length), embedded.Value!.Select(vector => vector[0]));
    }

    [Theory]
    [InlineData("amazon.titan-embed-text-v1", 256, false)]
    [InlineData("amazon.titan-embed-text-v2:0", 256, true)]
    [InlineData("amazon.titan-embed-text-v2:0", 0, false)]
    public async Task Embed_Model_IsAskedOnlyForWhatItKnows(string model, int dimensions, bool statesDimensions)
    {
        using var service = new Service("length");

        await Bedrock(service, model, dimensions).EmbedAsync(["one"], TextRole.Document, Cancel);

        Assert.Equal(statesDimensions, service.Body.TryGetProperty("dimensions", out _));
        Assert.Equal(!model.Contains("v1", StringComparison.Ordinal), service.Body.TryGetProperty("normalize", out _));
        Assert.Equal("one", service.Body.GetProperty("inputText").GetString());
    }

    private static BedrockProvider Bedrock(Service service, string model = "amazon.titan-embed-text-v2:0", int dimensions = 0) => new(
        service,
            new DiscoveryOptions { Provider = "bedrock", Model = model, ApiKey = "AK", SecretKey = "secret", Dimensions = dimensions },
                new ManualTimeProvider());

    private sealed class Service(string failure) : HttpMessageHandler, IHttpClientFactory
    {
        public JsonElement Body { get; private set; }

        public HttpClient CreateClient(string name) =>
            new(this, disposeHandler: false) { Timeout = TimeSpan.FromMilliseconds(failure == "timeout" ? 50 : 20_000) };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = JsonElement.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            lock (this)
            {
                Body = body;
            }

            switch (failure)
            {
                case "refused":
                    throw new HttpRequestException(HttpRequestError.ConnectionError, "secret address");
                case "timeout":
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    break;
                default:
                    break;
            }

            return new(failure == "500" ? HttpStatusCode.InternalServerError : HttpStatusCode.OK)
            {
                Content = new StringContent(
                    failure switch
                    {
                        "too much" => new string('x', 2_000_000),
                        "no JSON" => "<html>secret</html>",
                        "another type" => """{"embedding":"secret"}""",
                        "no vector" => "{}",
                        "empty vector" => """{"embedding":[]}""",
                        _ => $$"""{"embedding":[{{body.GetProperty("inputText").GetString()!.Length}}]}""",
                    },
                    Encoding.UTF8,
                    "application/json"),
            };
        }
    }
}
