namespace McpGateway.Core.Discovery;

/// <summary>Reads provider and model names in the forms that deployments use.</summary>
internal static class DiscoveryProviders
{
    /// <summary>The model that the product brings.</summary>
    public const string DefaultLocalModel = "all-MiniLM-L6-v2";

    /// <returns>Null for a provider that does not exist.</returns>
    public static EmbeddingService? ServiceOf(DiscoveryOptions options) => options.Provider.Trim().ToLowerInvariant() switch
    {
        "builtin" => EmbeddingService.BuiltIn,
        "" or "local" or "sentence-transformers" => EmbeddingService.Local,
        "ollama" => EmbeddingService.OpenAi,
        "azure" => EmbeddingService.Azure,
        "bedrock" => EmbeddingService.Bedrock,
        "openai" or "litellm" => PrefixOf(options.Model) switch
        {
            "bedrock" => EmbeddingService.Bedrock,
            "azure" => EmbeddingService.Azure,
            _ => EmbeddingService.OpenAi,
        },
        _ => null,
    };

    /// <summary>
    /// The model as the service knows it. A prefix that names the service itself goes; a LiteLLM proxy, reached through
    /// <see cref="DiscoveryOptions.ApiBase"/>, knows models by their full name.
    /// </summary>
    public static string ModelOf(DiscoveryOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Model) && ServiceOf(options) == EmbeddingService.Local)
        {
            return DefaultLocalModel;
        }

        var prefix = PrefixOf(options.Model);
        var isService = prefix is "bedrock" or "azure" or "sentence-transformers"
            || (prefix == "ollama" && IsOllama(options)) || (prefix == "openai" && options.ApiBase is null);
        return isService ? options.Model[(prefix.Length + 1)..] : options.Model;
    }

    public static bool IsOllama(DiscoveryOptions options) => options.Provider.Trim().Equals("ollama", StringComparison.OrdinalIgnoreCase);

    public static string PrefixOf(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : model[..slash].ToLowerInvariant();
    }
}
