using McpGateway.Core.Discovery.Embeddings;
using McpGateway.Core.Discovery.Search;
using McpGateway.Foundation;

namespace McpGateway.Tests.Discovery.Search;

public sealed class SearchStatusTests
{
    [Theory]
    [InlineData(EmbeddingPhase.Off, "By words.")]
    [InlineData(EmbeddingPhase.Starting, "By words; onnx/m is being started.")]
    [InlineData(EmbeddingPhase.Embedding, "By words and onnx/m: 2 of 5 entries have a vector, the others follow.")]
    [InlineData(EmbeddingPhase.Complete, "By words and onnx/m: 2 of 5 entries have a vector.")]
    [InlineData(EmbeddingPhase.Failed, "By words. onnx/m cannot be used: no file. 2 of 5 entries have a vector; it is tried again.")]
    public void Describe_Phase_SaysByWhatSearchGoes(EmbeddingPhase phase, string expected) =>
        Assert.Equal(expected, SearchStatus.Describe(new("onnx/m", phase, 2, 5, "no file")));

    [Theory]
    [InlineData(EmbeddingPhase.Embedding, "By words and onnx/old until onnx/m is ready: 2 of 5 entries have a vector of that.")]
    [InlineData(
        EmbeddingPhase.Failed,
        "By words and onnx/old. onnx/m cannot be used: no file. 2 of 5 entries have a vector; it is tried again.")]
    public void Describe_ModelIsBeingChanged_NamesTheFormerOne(EmbeddingPhase phase, string expected) =>
        Assert.Equal(expected, SearchStatus.Describe(new("onnx/m", phase, 2, 5, "no file") { Former = "onnx/old" }));

    [Fact]
    public void Describe_SomeTextsRefused_SaysHowMany() => Assert.Equal(
        "By words and onnx/m: 4 of 5 entries have a vector. 1 could not be embedded: too long; they are tried again.",
        SearchStatus.Describe(new("onnx/m", EmbeddingPhase.Failed, 4, 5, "too long") { Failed = 1 }));

    /// <summary>A problem may name files.</summary>
    [Fact]
    public void Read_NotAnAdministrator_IsRefused() =>
        Assert.Equal(ErrorKind.Forbidden, new SearchStatus(new()).Read(DiscoveryHost.Caller("all")).Error?.Kind);
}
