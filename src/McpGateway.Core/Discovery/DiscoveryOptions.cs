using McpGateway.Core.Discovery.Ranking;

namespace McpGateway.Core.Discovery;

/// <summary>How search works. The defaults need nothing and no network.</summary>
public sealed class DiscoveryOptions
{
    public const string Section = "Discovery";

    /// <summary>
    /// <c>sentence-transformers</c> (a model in this process; also <c>local</c>; the default), <c>builtin</c> (words and related words
    /// alone), <c>openai</c> (any OpenAI-compatible service; also <c>litellm</c>), <c>ollama</c>, <c>azure</c> or <c>bedrock</c>. Also read
    /// from <c>EMBEDDINGS_PROVIDER</c>.
    /// </summary>
    public string Provider { get; set; } = "sentence-transformers";

    /// <summary>
    /// Model name, with or without a prefix such as <c>openai/</c> or <c>bedrock/</c>; empty for <c>all-MiniLM-L6-v2</c>, which the product
    /// brings. Also read from <c>EMBEDDINGS_MODEL_NAME</c>.
    /// </summary>
    public string Model { get; set; } = "";

    /// <summary>Dimensions to ask the provider for; 0 for the model's own. Also read from <c>EMBEDDINGS_MODEL_DIMENSIONS</c>.</summary>
    public int Dimensions { get; set; }

    /// <summary>
    /// API key, or AWS access key id. Never logged. Also read from <c>EMBEDDINGS_API_KEY</c>, and from <c>LLM_API_KEY</c> without it.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>AWS secret access key. Never logged. Also read from <c>EMBEDDINGS_SECRET_KEY</c>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>AWS session token for temporary credentials. Never logged. Also read from <c>AWS_SESSION_TOKEN</c>.</summary>
    public string? SessionToken { get; set; }

    /// <summary>
    /// Base address of the service, for instance <c>http://localhost:4000/v1</c>. Also read from <c>EMBEDDINGS_API_BASE</c>, and from
    /// <c>LLM_API_BASE</c> without it.
    /// </summary>
    public string? ApiBase { get; set; }

    /// <summary>AWS region of Bedrock. Also read from <c>EMBEDDINGS_AWS_REGION</c>.</summary>
    public string AwsRegion { get; set; } = "us-east-1";

    /// <summary>
    /// Where local models are: <c>{ModelDirectory}/{Model}</c> holds <c>model.onnx</c> (or a quantised one) and <c>vocab.txt</c>,
    /// <c>tokenizer.json</c> or <c>sentencepiece.bpe.model</c>.
    /// </summary>
    public string ModelDirectory { get; set; } = "data/models";

    /// <summary>How words and vectors are combined.</summary>
    public FusionMethod Fusion { get; set; } = FusionMethod.Balanced;

    /// <summary>Weight of the words, 0 to 1.</summary>
    public double LexicalWeight { get; set; } = 0.3;

    /// <summary>Weight of the vectors, 0 to 1.</summary>
    public double VectorWeight { get; set; } = 0.7;

    /// <summary>
    /// By how much ratings of a server or an agent raise and lower the scores of what belongs to it, as a share of them, 0 to 0.5; 0 leaves
    /// ratings out.
    /// </summary>
    public double RatingWeight { get; set; } = 0.05;

    /// <summary>How long a search waits for a remote provider before it goes by words alone.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The same with another model.</summary>
    internal DiscoveryOptions With(StatedModel stated)
    {
        var changed = (DiscoveryOptions)MemberwiseClone();
        (changed.Provider, changed.Model, changed.Dimensions) = (stated.Provider, stated.Model, stated.Dimensions);
        return changed;
    }

    internal EmbeddingService Service => DiscoveryProviders.ServiceOf(this) ?? EmbeddingService.BuiltIn;
}

/// <summary>The kinds of embedding provider.</summary>
internal enum EmbeddingService
{
    BuiltIn,
    Local,
    OpenAi,
    Azure,
    Bedrock,
}
