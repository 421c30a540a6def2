namespace McpGateway.Core.Discovery.Embeddings;

/// <summary>Where an OpenAI-compatible service is and how it wants to be asked.</summary>
/// <param name="Url">Address of the embeddings call.</param>
/// <param name="KeyHeader"><c>Authorization</c>, or <c>api-key</c> at Azure.</param>
/// <param name="Model">Model name in the request.</param>
/// <param name="Dimensions">Dimensions to ask for; 0 to leave it to the model.</param>
internal sealed record OpenAiEndpoint(Uri Url, string KeyHeader, string Model, int Dimensions)
{
    private const string OpenAiBase = "https://api.openai.com/v1";
    private const string OllamaBase = "http://localhost:11434/v1";
    private const string AzureApiVersion = "2024-10-21";

    private string? ApiKey { get; init; }

    public static OpenAiEndpoint OpenAi(DiscoveryOptions options)
    {
        var root = (options.ApiBase ?? (DiscoveryProviders.IsOllama(options) ? OllamaBase : OpenAiBase)).TrimEnd('/');
        return new(
            new(root + "/embeddings"), "Authorization", DiscoveryProviders.ModelOf(options),
            options.Dimensions)
        { ApiKey = options.ApiKey };
    }

    /// <summary>At Azure the model's name is that of the deployment and stands in the path.</summary>
    public static OpenAiEndpoint Azure(DiscoveryOptions options)
    {
        var model = DiscoveryProviders.ModelOf(options);
        var url =
            $"{options.ApiBase!.TrimEnd('/')}/openai/deployments/{Uri.EscapeDataString(model)}/embeddings?api-version={AzureApiVersion}";
        return new(new(url), "api-key", model, options.Dimensions) { ApiKey = options.ApiKey };
    }

    public void Authorize(HttpRequestMessage request)
    {
        if (!string.IsNullOrEmpty(ApiKey))
        {
            request.Headers.TryAddWithoutValidation(KeyHeader, KeyHeader == "Authorization" ? $"Bearer {ApiKey}" : ApiKey);
        }
    }

    /// <summary>Without the key.</summary>
    public override string ToString() => $"{Url.Host}/{Model}";
}
