using McpGateway.Core.Discovery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Discovery;

public sealed class DiscoveryOptionsTests
{
    [Fact]
    public void Options_NothingSet_AreTheModelThatComesAlong()
    {
        var options = Read();

        Assert.Equal((EmbeddingService.Local, "all-MiniLM-L6-v2"), (options.Service, DiscoveryProviders.ModelOf(options)));
    }

    [Theory]
    [InlineData("sentence-transformers", "all-MiniLM-L6-v2", EmbeddingService.Local, "all-MiniLM-L6-v2")]
    [InlineData("litellm", "openai/text-embedding-3-small", EmbeddingService.OpenAi, "text-embedding-3-small")]
    [InlineData("litellm", "bedrock/amazon.titan-embed-text-v2:0", EmbeddingService.Bedrock, "amazon.titan-embed-text-v2:0")]
    public void Options_NamesOfTheReference_AreUnderstood(string provider, string model, object service, string expected)
    {
        var options = Read(
            ("EMBEDDINGS_PROVIDER", provider), (
                "EMBEDDINGS_MODEL_NAME", model), ("EMBEDDINGS_API_KEY", "k"), ("EMBEDDINGS_SECRET_KEY", "s"), ("DATA_DIR", "/var/d"));

        Assert.Equal(service, options.Service);
        Assert.Equal(expected, DiscoveryProviders.ModelOf(options));
        Assert.Equal(Path.Combine("/var/d", "models"), options.ModelDirectory);
    }

    /// <summary>What is set for embeddings comes first, then what is set for every use of models.</summary>
    [Theory]
    [InlineData("own", "http://own/v1")]
    [InlineData(null, null)]
    public void Options_GlobalModelSettings_CountWithoutTheirOwn(string? key, string? address)
    {
        (string, string)[] settings =
        [
            ("EMBEDDINGS_PROVIDER", "litellm"), ("EMBEDDINGS_MODEL_NAME", "m"), ("LLM_API_KEY", "global"),
            ("LLM_API_BASE", "http://global/v1"),
        ];
        var options = key is null
            ? Read(settings)
            : Read([.. settings, ("EMBEDDINGS_API_KEY", key), ("EMBEDDINGS_API_BASE", address!)]);

        Assert.Equal((key ?? "global", address ?? "http://global/v1"), (options.ApiKey, options.ApiBase));
    }

    [Theory]
    [InlineData("EMBEDDINGS_PROVIDER", "faiss", "EMBEDDINGS_PROVIDER")]
    [InlineData("EMBEDDINGS_PROVIDER", "openai", "EMBEDDINGS_MODEL_NAME")]
    [InlineData("EMBEDDINGS_PROVIDER", "azure", "EMBEDDINGS_API_BASE")]
    [InlineData("EMBEDDINGS_PROVIDER", "bedrock", "EMBEDDINGS_SECRET_KEY")]
    [InlineData("EMBEDDINGS_MODEL_DIMENSIONS", "many", "EMBEDDINGS_MODEL_DIMENSIONS")]
    [InlineData("EMBEDDINGS_API_BASE", "ftp://x", "EMBEDDINGS_API_BASE")]
    [InlineData("Discovery:LexicalWeight", "1.5", "Discovery:LexicalWeight")]
    [InlineData("Discovery:VectorWeight", "-1", "Discovery:VectorWeight")]
    [InlineData("Discovery:QueryTimeout", "00:02:00", "Discovery:QueryTimeout")]
    [InlineData("Discovery:Fusion", "7", "Discovery:Fusion")]
    public void Options_BadValue_StopsTheStartAndNamesTheKey(string key, string value, string named)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Read((key, value)));

        Assert.Contains(failure.Failures, message => message.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_ModelOutsideItsDirectory_IsRefused() => Assert.Throws<OptionsValidationException>(
        () => Read(("EMBEDDINGS_PROVIDER", "local"), ("EMBEDDINGS_MODEL_NAME", "../../etc")));

    private static DiscoveryOptions Read(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build());
        services.AddDiscovery();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<DiscoveryOptions>>().Value;
    }
}
