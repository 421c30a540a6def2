using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Discovery.Embeddings;

public sealed class RemoteProviderTests
{
    private const string Key = "sk-very-secret";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "openai", "openai/text-embedding-3-small", null, "https://api.openai.com/v1/embeddings", "text-embedding-3-small", "Authorization")]
    [InlineData("litellm", "cohere/embed-v3", "http://proxy:4000/", "http://proxy:4000/embeddings", "cohere/embed-v3", "Authorization")]
    [InlineData("ollama", "nomic-embed-text", null, "http://localhost:11434/v1/embeddings", "nomic-embed-text", "Authorization")]
    [InlineData("ollama", "ollama/nomic-embed-text", "http://gpu:1/v1", "http://gpu:1/v1/embeddings", "nomic-embed-text", "Authorization")]
    [InlineData(
        "azure", "small", "https://a.openai.azure.com",
        "https://a.openai.azure.com/openai/deployments/small/embeddings?api-version=2024-10-21", "small", "api-key")]
    public async Task OpenAi_Texts_AreSentInTheServicesForm(
        string provider, string model, string? apiBase, string url, string sentModel, string header)
    {
        using var service = new Service("""{"data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[1,0]}]}""");
        var options = new DiscoveryOptions { Provider = provider, Model = model, ApiBase = apiBase, ApiKey = Key, Dimensions = 2 };

        var embedded = await OpenAi(service, options).EmbedAsync(["first", "second"], TextRole.Document, Cancellation);

        Assert.Equal([[1f, 0f], [0f, 1f]], embedded.Value!);
        Assert.Equal(url, service.Url);
        Assert.Equal(header == "api-key" ? Key : $"Bearer {Key}", service.Headers[header]);
        Assert.Equal(sentModel, service.Body.GetProperty("model").GetString());
        Assert.Equal(2, service.Body.GetProperty("dimensions").GetInt32());
        Assert.Equal("second", service.Body.GetProperty("input")[1].GetString());
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "Incorrect API key sk-very-secret", "the service answered 401")]
    [InlineData(HttpStatusCode.OK, "<html>", "not the JSON")]
    [InlineData(HttpStatusCode.OK, """{"data":[]}""", "0 vectors for 1 texts")]
    [InlineData(HttpStatusCode.OK, "null", "empty")]
    [InlineData(HttpStatusCode.Redirect, "", "the service answered 302")]
    public async Task OpenAi_Failure_IsAnErrorWithoutTheAnswersText(HttpStatusCode status, string body, string expected)
    {
        using var service = new Service(body, status);

        var embedded = await OpenAi(
            service,
            new DiscoveryOptions { Provider = "openai", Model = "m", ApiKey = Key }).EmbedAsync(["text"], TextRole.Document, Cancellation);

        Assert.Contains(expected, embedded.Error!.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", embedded.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bedrock_Text_IsSentSigned()
    {
        using var service = new Service("""{"embedding":[0.6,0.8],"inputTextTokenCount":2}""");
        var options = new DiscoveryOptions
        {
            Provider = "bedrock",
            Model = "amazon.titan-embed-text-v2:0",
            ApiKey = "AKIDEXAMPLE",
            SecretKey = Key,
            SessionToken = "session",
            Dimensions = 256,
        };

        var embedded = await new BedrockProvider(service, options, new ManualTimeProvider()).EmbedAsync(
            ["one", "two"], TextRole.Document, Cancellation);

        Assert.Equal([[0.6f, 0.8f], [0.6f, 0.8f]], embedded.Value!);
        Assert.Equal("https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.titan-embed-text-v2%3A0/invoke", service.Url);
        Assert.Equal(256, service.Body.GetProperty("dimensions").GetInt32());
        Assert.Equal("20300101T000000Z", service.Headers["X-Amz-Date"]);
        Assert.StartsWith(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20300101/us-east-1/bedrock/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=",
            service.Headers["Authorization"],
            StringComparison.Ordinal);
        Assert.DoesNotContain(Key, string.Concat(service.Headers.Values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TextRole.Document, "search_document")]
    [InlineData(TextRole.Query, "search_query")]
    public async Task BedrockCohere_Texts_AreSentTogetherWithTheirRole(TextRole role, string type)
    {
        using var service = new Service("""{"embeddings":[[1,0],[0,1]],"response_type":"embeddings_floats"}""");
        var options = new DiscoveryOptions
        {
            Provider = "bedrock",
            Model = "cohere.embed-multilingual-v3",
            ApiKey = "AKIDEXAMPLE",
            SecretKey = Key,
        };

        var embedded = await new BedrockProvider(service, options, new ManualTimeProvider()).EmbedAsync(["one", "two"], role, Cancellation);

        Assert.Equal([[1f, 0f], [0f, 1f]], embedded.Value!);
        Assert.Equal(type, service.Body.GetProperty("input_type").GetString());
        Assert.Equal("two", service.Body.GetProperty("texts")[1].GetString());
    }

    [Fact]
    public async Task BedrockCohere_FewerVectorsThanTexts_IsAnError()
    {
        using var service = new Service("""{"embeddings":[[1,0]]}""");
        var options = new DiscoveryOptions { Provider = "bedrock", Model = "cohere.embed-english-v3", ApiKey = "A", SecretKey = Key };

        var embedded = await new BedrockProvider(service, options, new ManualTimeProvider()).EmbedAsync(
            ["one", "two"], TextRole.Query, Cancellation);

        Assert.Contains("1 vectors for 2 texts", embedded.Error!.Detail, StringComparison.Ordinal);
    }

    private static OpenAiProvider OpenAi(Service service, DiscoveryOptions options) =>
        new(service, options.Service == EmbeddingService.Azure ? OpenAiEndpoint.Azure(options) : OpenAiEndpoint.OpenAi(options));

    /// <summary>Stands where the network is: keeps the last request and answers with a fixed text.</summary>
    private sealed class Service(string answer, HttpStatusCode status = HttpStatusCode.OK) : HttpMessageHandler, IHttpClientFactory
    {
        public string Url { get; private set; } = "";

        public Dictionary<string, string> Headers { get; private set; } = [];

        public JsonElement Body { get; private set; }

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            lock (this)
            {
                Url = request.RequestUri!.AbsoluteUri;
                Headers = request.Headers.ToDictionary(
                    header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
                Body = JsonElement.Parse(body);
            }

            return new(status) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
    }
}
