using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Ranking;

namespace McpGateway.Tests.Discovery;

/// <summary>What each provider needs, and the ends of every range.</summary>
public sealed class DiscoveryOptionsValidatorTests
{
    public static TheoryData<DiscoveryOptions, string> Refused => new()
    {
        { new() { Provider = "faiss" }, "EMBEDDINGS_PROVIDER" },
        { new() { Provider = "openai", Model = " " }, "EMBEDDINGS_MODEL_NAME" },
        { new() { Provider = "local", Model = "../secrets" }, "below Discovery:ModelDirectory" },
        { new() { Provider = "local", Model = "a/../../b" }, "below Discovery:ModelDirectory" },
        { new() { Provider = "local", Model = "a\\..\\b" }, "below Discovery:ModelDirectory" },
        { new() { Provider = "litellm", Model = "cohere/embed" }, "LiteLLM proxy" },
        { new() { Provider = "azure", Model = "ada" }, "Azure resource" },
        { new() { Provider = "litellm", Model = "azure/ada" }, "Azure resource" },
        { new() { Provider = "bedrock", Model = "titan", ApiKey = "k" }, "EMBEDDINGS_SECRET_KEY" },
        { new() { Provider = "bedrock", Model = "titan", SecretKey = "s" }, "EMBEDDINGS_API_KEY" },
        { new() { Provider = "bedrock", Model = "titan", ApiKey = "", SecretKey = "" }, "are needed for Bedrock" },
        { new() { ApiBase = "ftp://models.example.org" }, "http or https" },
        { new() { ApiBase = "models.example.org/v1" }, "http or https" },
        { new() { ApiBase = "/v1" }, "http or https" },
        { new() { ApiBase = "" }, "http or https" },
        { new() { Dimensions = -1 }, "EMBEDDINGS_MODEL_DIMENSIONS" },
        { new() { Dimensions = 8193 }, "EMBEDDINGS_MODEL_DIMENSIONS" },
        { new() { LexicalWeight = -0.1 }, "Discovery:LexicalWeight" },
        { new() { LexicalWeight = double.NaN }, "Discovery:LexicalWeight" },
        { new() { VectorWeight = 1.1 }, "Discovery:VectorWeight" },
        { new() { LexicalWeight = 0, VectorWeight = 0 }, "One of Discovery:LexicalWeight" },
        { new() { RatingWeight = -0.01 }, "Discovery:RatingWeight" },
        { new() { RatingWeight = 0.51 }, "Discovery:RatingWeight" },
        { new() { Fusion = (FusionMethod)7 }, "Discovery:Fusion" },
        { new() { QueryTimeout = TimeSpan.FromMilliseconds(49) }, "Discovery:QueryTimeout" },
        { new() { QueryTimeout = TimeSpan.FromSeconds(61) }, "Discovery:QueryTimeout" },
        { new() { QueryTimeout = Timeout.InfiniteTimeSpan }, "Discovery:QueryTimeout" },
    };

    public static TheoryData<DiscoveryOptions> Accepted =>
    [
        new DiscoveryOptions(),
        new DiscoveryOptions { Provider = "", Model = "" },
        new DiscoveryOptions { Provider = " BuiltIn " },
        new DiscoveryOptions { Provider = "local" },
        new DiscoveryOptions { Provider = "local", Model = "all-MiniLM-L6-v2" },
        new DiscoveryOptions { Provider = "local", Model = "team/models..v2" },
        new DiscoveryOptions { Provider = "openai", Model = "text-embedding-3-small" },
        new DiscoveryOptions { Provider = "litellm", Model = "openai/text-embedding-3-small" },
        new DiscoveryOptions { Provider = "litellm", Model = "cohere/embed", ApiBase = "http://127.0.0.1:4000/v1" },
        new DiscoveryOptions { Provider = "azure", Model = "ada", ApiBase = "https://name.openai.azure.com" },
        new DiscoveryOptions { Provider = "bedrock", Model = "titan", ApiKey = "k", SecretKey = "s" },
        new DiscoveryOptions { Dimensions = 8192 },
        new DiscoveryOptions { LexicalWeight = 1, VectorWeight = 0 },
        new DiscoveryOptions { LexicalWeight = 0, VectorWeight = 1 },
        new DiscoveryOptions { Fusion = FusionMethod.WeightedSum },
        new DiscoveryOptions { Fusion = FusionMethod.ReciprocalRank },
        new DiscoveryOptions { QueryTimeout = TimeSpan.FromMilliseconds(50) },
        new DiscoveryOptions { QueryTimeout = TimeSpan.FromMinutes(1) },
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Validate_WhatCannotWork_NamesOneProblem(DiscoveryOptions options, string named)
    {
        var result = new DiscoveryOptionsValidator().Validate(name: null, options);

        Assert.True(result.Failed);
        Assert.Contains(named, result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Validate_WhatCanWork_IsAccepted(DiscoveryOptions options)
    {
        var result = new DiscoveryOptionsValidator().Validate(name: null, options);

        Assert.True(result.Succeeded, result.FailureMessage);
    }

    [Fact]
    public void Validate_SeveralProblems_NamesAll()
    {
        var options = new DiscoveryOptions { Provider = "azure", Dimensions = -1, QueryTimeout = TimeSpan.Zero };

        var problems = new DiscoveryOptionsValidator().Validate(name: null, options).FailureMessage;

        Assert.All(
            (string[])["EMBEDDINGS_MODEL_NAME", "EMBEDDINGS_API_BASE", "EMBEDDINGS_MODEL_DIMENSIONS", "Discovery:QueryTimeout"],
            key => Assert.Contains(key, problems, StringComparison.Ordinal));
    }

    /// <summary>The messages go to the log at the start.</summary>
    [Fact]
    public void Validate_Secrets_AreNotInTheMessages()
    {
        var options = new DiscoveryOptions
        {
            Provider = "azure",
            ApiKey = "secret-1",
            SecretKey = "secret-2",
            SessionToken = "secret-3",
            ApiBase = "ftp://secret-4",
        };

        var problems = new DiscoveryOptionsValidator().Validate(name: null, options).FailureMessage;

        Assert.DoesNotContain("secret-", problems, StringComparison.Ordinal);
    }
}
