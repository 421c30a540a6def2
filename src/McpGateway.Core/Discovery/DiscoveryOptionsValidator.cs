using Microsoft.Extensions.Options;

namespace McpGateway.Core.Discovery;

internal sealed class DiscoveryOptionsValidator : IValidateOptions<DiscoveryOptions>
{
    private const int MaxDimensions = 8192;

    public ValidateOptionsResult Validate(string? name, DiscoveryOptions options)
    {
        var errors = new List<string>();
        var service = DiscoveryProviders.ServiceOf(options);
        Check(errors, service is not null, "Discovery:Provider (EMBEDDINGS_PROVIDER) must be builtin, local, openai, azure or bedrock.");
        Check(
            errors,
            service is EmbeddingService.BuiltIn || !string.IsNullOrWhiteSpace(options.Model),
            "Discovery:Model (EMBEDDINGS_MODEL_NAME) must name a model for this provider.");
        Check(
            errors,
            service is not EmbeddingService.Local || !options.Model.Split('/', '\\').Contains(".."),
            "Discovery:Model (EMBEDDINGS_MODEL_NAME) must name a directory below Discovery:ModelDirectory.");
        Check(
            errors,
            service is not EmbeddingService.OpenAi
                || options.ApiBase is not null
                || DiscoveryProviders.PrefixOf(options.Model) is "" or "openai",
            "Discovery:ApiBase (EMBEDDINGS_API_BASE) must be the address of a LiteLLM proxy for models that are not OpenAI's.");
        Check(
            errors,
            service is not EmbeddingService.Azure || options.ApiBase is not null,
            "Discovery:ApiBase (EMBEDDINGS_API_BASE) must be the address of the Azure resource, "
                + "for instance https://name.openai.azure.com.");
        Check(
            errors,
            service is not EmbeddingService.Bedrock || (!string.IsNullOrEmpty(options.ApiKey) && !string.IsNullOrEmpty(options.SecretKey)),
            "Discovery:ApiKey and Discovery:SecretKey (EMBEDDINGS_API_KEY, EMBEDDINGS_SECRET_KEY or AWS_ACCESS_KEY_ID, "
                + "AWS_SECRET_ACCESS_KEY) are needed for Bedrock.");
        Check(
            errors, options.ApiBase is null || IsHttp(options.ApiBase),
            "Discovery:ApiBase (EMBEDDINGS_API_BASE) must be an http or https address.");
        Check(
            errors, options.Dimensions is >= 0 and <= MaxDimensions,
            $"Discovery:Dimensions (EMBEDDINGS_MODEL_DIMENSIONS) must be between 0 and {MaxDimensions}.");
        Check(errors, options.LexicalWeight is >= 0 and <= 1, "Discovery:LexicalWeight must be between 0 and 1.");
        Check(errors, options.VectorWeight is >= 0 and <= 1, "Discovery:VectorWeight must be between 0 and 1.");
        Check(
            errors, options.LexicalWeight + options.VectorWeight > 0,
            "One of Discovery:LexicalWeight and Discovery:VectorWeight must be above 0.");
        Check(errors, Enum.IsDefined(options.Fusion), "Discovery:Fusion must be WeightedSum or ReciprocalRank.");
        Check(
            errors,
            options.QueryTimeout >= TimeSpan.FromMilliseconds(50) && options.QueryTimeout <= TimeSpan.FromMinutes(1),
            "Discovery:QueryTimeout must be between 00:00:00.050 and 00:01:00.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Check(List<string> errors, bool isFine, string message)
    {
        if (!isFine)
        {
            errors.Add(message);
        }
    }

    private static bool IsHttp(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
