namespace McpGateway.Tests.Architecture;

public sealed class AcceptedTextTests
{
    [Theory]
    [InlineData("a b c", "a b c", "")]
    [InlineData("a b", "a b c", "+ c")]
    [InlineData("a b c", "a c", "- b")]
    [InlineData("a b", "a x", "- b|+ x")]
    [InlineData("a a", "a", "- a")]
    [InlineData("a b", "b a", "the same lines in another order, from: a")]
    public void Difference_OfTwoLists_NamesWhatOnlyOneHas(string kept, string actual, string difference) =>
        Assert.Equal(difference, string.Join('|', AcceptedText.Difference(kept.Split(' '), actual.Split(' '))));

    [Fact]
    public void Verify_AnotherText_FailsAndWritesTheActualOne()
    {
        const string path = "no-such-folder/no-such-file.txt";
        var written = RepositoryFiles.Absolute("artifacts/actual/" + path);
        try
        {
            var failure = Assert.ThrowsAny<Exception>(() => AcceptedText.Verify(path, ["one", "two"], "Think first."));

            Assert.Contains("+ one\n+ two", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Think first.", failure.Message, StringComparison.Ordinal);
            Assert.Equal(["one", "two"], File.ReadAllLines(written));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(written)!, recursive: true);
        }
    }
}
