using McpGateway.Core.Discovery;

namespace McpGateway.Tests.Discovery;

public sealed class DiscoveryProvidersTests
{
    [Theory]
    [InlineData("", "", EmbeddingService.Local)]
    [InlineData(" BuiltIn ", "", EmbeddingService.BuiltIn)]
    [InlineData("local", "m", EmbeddingService.Local)]
    [InlineData("Sentence-Transformers", "m", EmbeddingService.Local)]
    [InlineData("openai", "m", EmbeddingService.OpenAi)]
    [InlineData("openai", "azure/m", EmbeddingService.Azure)]
    [InlineData("litellm", "cohere/m", EmbeddingService.OpenAi)]
    [InlineData("litellm", "BEDROCK/m", EmbeddingService.Bedrock)]
    [InlineData("azure", "bedrock/m", EmbeddingService.Azure)]
    [InlineData("bedrock", "m", EmbeddingService.Bedrock)]
    [InlineData("ollama", "m", EmbeddingService.OpenAi)]
    [InlineData("faiss", "m", null)]
    public void ServiceOf_Provider_IsReadAsDeploymentsWriteIt(string provider, string model, object? expected) =>
        Assert.Equal(expected, (object?)DiscoveryProviders.ServiceOf(new() { Provider = provider, Model = model }));

    [Theory]
    [InlineData("text-embedding-3-small", null, "text-embedding-3-small")]
    [InlineData("openai/text-embedding-3-small", null, "text-embedding-3-small")]
    [InlineData("openai/text-embedding-3-small", "http://proxy:4000", "openai/text-embedding-3-small")]
    [InlineData("azure/small", "https://a.openai.azure.com", "small")]
    [InlineData("bedrock/amazon.titan:0", null, "amazon.titan:0")]
    [InlineData("sentence-transformers/all-MiniLM-L6-v2", null, "all-MiniLM-L6-v2")]
    [InlineData("cohere/embed", null, "cohere/embed")]
    [InlineData("a/b/c", null, "a/b/c")]
    public void ModelOf_Prefix_GoesWhenItNamesTheService(string model, string? apiBase, string expected) =>
        Assert.Equal(expected, DiscoveryProviders.ModelOf(new() { Model = model, ApiBase = apiBase }));

    [Theory]
    [InlineData("", "")]
    [InlineData("m", "")]
    [InlineData("/m", "")]
    [InlineData("OpenAI/m", "openai")]
    [InlineData("a/b/c", "a")]
    public void PrefixOf_Model_IsLowerCase(string model, string prefix) => Assert.Equal(prefix, DiscoveryProviders.PrefixOf(model));
}
