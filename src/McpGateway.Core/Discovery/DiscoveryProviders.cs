namespace McpGateway.Core.Discovery;

/// <summary>Reads provider and model names in the forms that deployments use.</summary>
internal static class DiscoveryProviders
{
    /// <returns>Null for a provider that does not exist.</returns>
    public static EmbeddingService? ServiceOf(DiscoveryOptions options) => options.Provider.Trim().ToLowerInvariant() switch
    {
        "" or "builtin" => EmbeddingService.BuiltIn,
        "local" or "sentence-transformers" => EmbeddingService.Local,
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
        var prefix = PrefixOf(options.Model);
        var isService = prefix is "bedrock" or "azure" or "sentence-transformers" || (prefix == "openai" && options.ApiBase is null);
        return isService ? options.Model[(prefix.Length + 1)..] : options.Model;
    }

    public static string PrefixOf(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : model[..slash].ToLowerInvariant();
    }
}
