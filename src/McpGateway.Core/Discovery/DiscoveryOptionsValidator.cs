using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery;

internal sealed class DiscoveryOptionsValidator : IValidateOptions<DiscoveryOptions>
{
    private const int MaxDimensions = 8192;
    private const double MaxRatingWeight = 0.5;

    public ValidateOptionsResult Validate(string? name, DiscoveryOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        var service = DiscoveryProviders.ServiceOf(options);
        problems.Require(
            service is not null,
            "Discovery:Provider (EMBEDDINGS_PROVIDER)",
            "must be sentence-transformers, builtin, openai, litellm, ollama, azure or bedrock.");
        problems.Require(
            service is EmbeddingService.BuiltIn or EmbeddingService.Local || !string.IsNullOrWhiteSpace(options.Model),
            "Discovery:Model (EMBEDDINGS_MODEL_NAME)",
            "must name a model for this provider.");
        problems.Require(
            service is not EmbeddingService.Local || !options.Model.Split('/', '\\').Contains(".."),
            "Discovery:Model (EMBEDDINGS_MODEL_NAME)",
            "must name a directory below Discovery:ModelDirectory.");
        problems.Require(
            service is not EmbeddingService.OpenAi
                || options.ApiBase is not null
                || DiscoveryProviders.IsOllama(options)
                || DiscoveryProviders.PrefixOf(options.Model) is "" or "openai",
            "Discovery:ApiBase (EMBEDDINGS_API_BASE)",
            "must be the address of a LiteLLM proxy for models that are not OpenAI's.");
        problems.Require(
            service is not EmbeddingService.Azure || options.ApiBase is not null,
            "Discovery:ApiBase (EMBEDDINGS_API_BASE)",
            "must be the address of the Azure resource, for instance https://name.openai.azure.com.");
        problems.Require(
            service is not EmbeddingService.Bedrock || (!string.IsNullOrEmpty(options.ApiKey) && !string.IsNullOrEmpty(options.SecretKey)),
            "Discovery:ApiKey and Discovery:SecretKey "
            + "(EMBEDDINGS_API_KEY, EMBEDDINGS_SECRET_KEY or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)",
            "are needed for Bedrock.");
        problems.Require(
            options.ApiBase is null || IsHttp(options.ApiBase),
            "Discovery:ApiBase (EMBEDDINGS_API_BASE)",
            "must be an http or https address.");
        problems.Range("Discovery:Dimensions (EMBEDDINGS_MODEL_DIMENSIONS)", options.Dimensions, 0, MaxDimensions);
        problems.Range("Discovery:LexicalWeight", options.LexicalWeight, 0, 1);
        problems.Range("Discovery:VectorWeight", options.VectorWeight, 0, 1);
        problems.Require(
            options.LexicalWeight + options.VectorWeight > 0,
            "One of Discovery:LexicalWeight and Discovery:VectorWeight",
            "must be above 0.");
        problems.Require(Enum.IsDefined(options.Fusion), "Discovery:Fusion", "must be Balanced, WeightedSum or ReciprocalRank.");
        problems.Range("Discovery:RatingWeight", options.RatingWeight, 0, MaxRatingWeight);
        problems.Range("Discovery:QueryTimeout", options.QueryTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1));
        return problems.Build();
    }

    private static bool IsHttp(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
