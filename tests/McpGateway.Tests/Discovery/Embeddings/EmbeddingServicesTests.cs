using McpGateway.Core.Discovery;
using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Embeddings.Onnx;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Discovery.Embeddings;

/// <summary>From the settings to the provider that is asked. Vectors are kept under its name, which must tell them apart.</summary>
public sealed class EmbeddingServicesTests
{
    [Fact]
    public void Provider_BuiltIn_IsNone() => Assert.Null(Choose(("EMBEDDINGS_PROVIDER", "builtin")));

    /// <summary>Parts of the product that are run without the assembly that runs models go by words.</summary>
    [Fact]
    public void Provider_LocalWithoutTheAssembly_IsNone() => Assert.Null(Choose([], hasModels: false));

    [Theory]
    [InlineData("local", "team/all-MiniLM-L6-v2", "OnnxProvider", "onnx/all-MiniLM-L6-v2")]
    [InlineData("local", null, "OnnxProvider", "onnx/all-MiniLM-L6-v2")]
    [InlineData(null, null, "OnnxProvider", "onnx/all-MiniLM-L6-v2")]
    [InlineData("sentence-transformers", "sentence-transformers/mini", "OnnxProvider", "onnx/mini")]
    [InlineData("bedrock", "amazon.titan-embed-text-v2:0", "BedrockProvider", "bedrock/amazon.titan-embed-text-v2:0")]
    [InlineData("litellm", "bedrock/amazon.titan-embed-text-v2:0", "BedrockProvider", "bedrock/amazon.titan-embed-text-v2:0")]
    public void Provider_Chosen_IsItWithItsModel(string? provider, string? model, string type, string name)
    {
        var chosen = Choose(
            ("EMBEDDINGS_PROVIDER", provider),
            ("EMBEDDINGS_MODEL_NAME", model),
            ("EMBEDDINGS_API_KEY", "key"),
            ("EMBEDDINGS_SECRET_KEY", "secret"));

        Assert.Equal((type, name), (chosen?.GetType().Name, chosen?.Model));
    }

    [Theory]
    [InlineData("openai", "text-embedding-3-small", null)]
    [InlineData("litellm", "cohere/embed", "http://127.0.0.1:4000/v1")]
    [InlineData("azure", "ada", "https://name.openai.azure.com")]
    [InlineData("litellm", "azure/ada", "https://name.openai.azure.com")]
    public void Provider_OfTheOpenAiKind_IsThatOfOpenAi(string provider, string model, string? address)
    {
        (string, string?)[] settings =
        [
            ("EMBEDDINGS_PROVIDER", provider), ("EMBEDDINGS_MODEL_NAME", model), ("EMBEDDINGS_API_KEY", "key"),
            ("EMBEDDINGS_API_BASE", address),
        ];

        Assert.IsType<OpenAiProvider>(Choose(settings));
    }

    /// <summary>Vectors of another length must not be compared with those of before.</summary>
    [Fact]
    public void Model_OtherDimensions_IsAnotherName()
    {
        var names = new[] { "0", "256", "512" }.Select(dimensions => Choose(
            ("EMBEDDINGS_PROVIDER", "bedrock"),
            ("EMBEDDINGS_MODEL_NAME", "titan"),
            ("EMBEDDINGS_API_KEY", "key"),
            ("EMBEDDINGS_SECRET_KEY", "secret"),
            ("EMBEDDINGS_MODEL_DIMENSIONS", dimensions))!.Model);

        Assert.Equal(["bedrock/titan", "bedrock/titan@256", "bedrock/titan@512"], names);
    }

    /// <summary>A search must come back although the model is not where the settings say, and say so.</summary>
    [Fact]
    public async Task Embed_LocalModelThatIsNotThere_IsAnErrorAndNoException()
    {
        var chosen = Choose(
            ("EMBEDDINGS_PROVIDER", "local"), ("EMBEDDINGS_MODEL_NAME", "no-such-model"), ("Discovery:ModelDirectory", "no-such-place"));

        var vectors = await chosen!.EmbedAsync(["a text"], TextRole.Document, TestContext.Current.CancellationToken);

        Assert.Contains("no-such-model", vectors.Error!.Detail, StringComparison.Ordinal);
    }

    private static IEmbeddingProvider? Choose(params (string Key, string? Value)[] settings) => Choose(settings, hasModels: true);

    private static IEmbeddingProvider? Choose((string Key, string? Value)[] settings, bool hasModels)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build());
        services.AddDiscovery();
        if (hasModels)
        {
            services.AddSingleton<ILocalModels>(new OnnxModels(TimeProvider.System));
        }

        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<EmbeddingProviderChoice>().Provider;
    }
}
