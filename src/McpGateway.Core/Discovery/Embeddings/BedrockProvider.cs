using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Foundation;
using McpGateway.Foundation.Aws;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>
/// Amazon Bedrock: Titan text embeddings, which take one text a call (a batch goes out a few at a time), and Cohere's, which take a batch
/// and want to know what texts are for.
/// </summary>
internal sealed class BedrockProvider(IHttpClientFactory clients, DiscoveryOptions options, TimeProvider time) : IEmbeddingProvider
{
    private const int MaxAnswerBytes = 1024 * 1024;
    private const int MaxBatchAnswerBytes = 8 * 1024 * 1024;
    private const int Parallel = 8;

    private readonly string _model = DiscoveryProviders.ModelOf(options);
    private readonly AwsKeys _keys = new(options.ApiKey ?? "", options.SecretKey ?? "", options.SessionToken);

    private readonly Uri _root = options.ApiBase is { } stated ? new(stated) : AwsScope.BedrockAddress(options.AwsRegion);

    public string Model => options.Dimensions > 0 ? $"bedrock/{_model}@{options.Dimensions}" : $"bedrock/{_model}";

    public int BatchSize => 64;

    private bool IsCohere => _model.Contains("cohere.", StringComparison.Ordinal);

    public async Task<Result<IReadOnlyList<float[]>>> EmbedAsync(
        IReadOnlyList<string> texts, TextRole role, CancellationToken cancellationToken)
    {
        if (IsCohere)
        {
            return await EmbedWithCohereAsync(texts, role, cancellationToken);
        }

        var vectors = new List<float[]>(texts.Count);
        foreach (var group in texts.Chunk(Parallel))
        {
            foreach (var answer in await Task.WhenAll(group.Select(text => EmbedAsync(text, cancellationToken))))
            {
                if (!answer.IsSuccess)
                {
                    return answer.Error;
                }

                vectors.Add(answer.Value);
            }
        }

        return vectors;
    }

    private async Task<Result<float[]>> EmbedAsync(string text, CancellationToken cancellationToken)
    {
        // Titan v1 knows no other member than inputText.
        var isConfigurable = !_model.Contains("v1", StringComparison.Ordinal);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new(text, isConfigurable && options.Dimensions > 0 ? options.Dimensions : null, isConfigurable ? true : null),
            BedrockJsonContext.Default.BedrockRequest);
        using var request = Signed(body);
        var answer = await EmbeddingCall.SendAsync(
            clients, request, BedrockJsonContext.Default.BedrockResponse, MaxAnswerBytes, cancellationToken);
        return !answer.IsSuccess ? answer.Error
            : answer.Value.Embedding is { Length: > 0 } vector ? vector
            : new Error(ErrorKind.Unavailable, "the service sent no vector");
    }

    private async Task<Result<IReadOnlyList<float[]>>> EmbedWithCohereAsync(
        IReadOnlyList<string> texts, TextRole role, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new(texts, role == TextRole.Query ? "search_query" : "search_document", "END"), CohereJsonContext.Default.CohereRequest);
        using var request = Signed(body);
        var answer = await EmbeddingCall.SendAsync(
            clients, request, CohereJsonContext.Default.CohereResponse, MaxBatchAnswerBytes, cancellationToken);
        return !answer.IsSuccess ? answer.Error
            : answer.Value.Embeddings is { } vectors && vectors.Count == texts.Count ? vectors.ToArray()
            : new Error(ErrorKind.Unavailable, $"the service sent {answer.Value.Embeddings?.Count ?? 0} vectors for {texts.Count} texts");
    }

    private HttpRequestMessage Signed(byte[] body) => AwsRequest.Post(
        new(_root, $"/model/{Uri.EscapeDataString(_model)}/invoke"), body, "application/json", _keys, AwsScope.Bedrock(options.AwsRegion),
        time.GetUtcNow());
}

internal sealed record BedrockRequest(string InputText, int? Dimensions, bool? Normalize);

internal sealed record BedrockResponse(float[]? Embedding);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BedrockRequest))]
[JsonSerializable(typeof(BedrockResponse))]
internal sealed partial class BedrockJsonContext : JsonSerializerContext;

internal sealed record CohereRequest(IReadOnlyList<string> Texts, string InputType, string Truncate);

internal sealed record CohereResponse(IReadOnlyList<float[]>? Embeddings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CohereRequest))]
[JsonSerializable(typeof(CohereResponse))]
internal sealed partial class CohereJsonContext : JsonSerializerContext;
