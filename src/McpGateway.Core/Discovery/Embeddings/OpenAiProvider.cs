using System.Text.Json.Serialization;
using McpGateway.Foundation;

namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>Any service with OpenAI's embeddings call: OpenAI, Azure OpenAI, a LiteLLM proxy, vLLM, Ollama, …</summary>
internal sealed class OpenAiProvider(IHttpClientFactory clients, OpenAiEndpoint endpoint) : IEmbeddingProvider
{
    private const int MaxAnswerBytes = 32 * 1024 * 1024;

    public string Model { get; } = endpoint.Dimensions > 0 ? $"{endpoint}@{endpoint.Dimensions}" : endpoint.ToString();

    public int BatchSize => 64;

    public async Task<Result<IReadOnlyList<float[]>>> EmbedAsync(
        IReadOnlyList<string> texts, TextRole role, CancellationToken cancellationToken)
    {
        var body = new OpenAiRequest(endpoint.Model, texts, "float", endpoint.Dimensions > 0 ? endpoint.Dimensions : null);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = JsonContent.Create(body, OpenAiJsonContext.Default.OpenAiRequest),
        };
        endpoint.Authorize(request);
        var answer = await EmbeddingCall.SendAsync(
            clients, request, OpenAiJsonContext.Default.OpenAiResponse, MaxAnswerBytes, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        var vectors = answer.Value.Data?.OrderBy(item => item.Index).Select(item => item.Embedding).OfType<float[]>().ToArray() ?? [];
        return vectors.Length == texts.Count
            ? vectors
            : new Error(ErrorKind.Unavailable, $"the service sent {vectors.Length} vectors for {texts.Count} texts");
    }
}

internal sealed record OpenAiRequest(string Model, IReadOnlyList<string> Input, string EncodingFormat, int? Dimensions);

internal sealed record OpenAiResponse(IReadOnlyList<OpenAiVector>? Data);

internal sealed record OpenAiVector(int Index, float[]? Embedding);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OpenAiRequest))]
[JsonSerializable(typeof(OpenAiResponse))]
internal sealed partial class OpenAiJsonContext : JsonSerializerContext;
