using System.Reflection;
using System.Text.Json;
using McpGateway.Core.Discovery.Embeddings.Bert;

namespace McpGateway.Tests.Discovery.Embeddings;

/// <summary>Against a small random checkpoint in the real format, and what <c>make_tiny_bert.py</c> makes of the same texts.</summary>
public sealed class BertEncoderTests
{
    internal static readonly string Directory = Path.Combine(
        typeof(BertEncoderTests).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "RepositoryRoot").Value!,
        "tests", "McpGateway.Tests", "Discovery", "Embeddings", "tiny-bert");

    private static readonly JsonElement[] References =
        [.. JsonElement.Parse(File.ReadAllBytes(Path.Combine(Directory, "reference.json"))).EnumerateArray()];

    public static TheoryData<int> Texts => [.. Enumerable.Range(0, References.Length)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Encode_Text_MatchesTheReference(int number)
    {
        var reference = References[number];
        var expected = reference.GetProperty("vector").EnumerateArray().Select(value => value.GetSingle()).ToArray();

        var vector = BertEncoder.Read(Directory).Encode(reference.GetProperty("text").GetString()!);

        Assert.Equal(expected.Length, vector.Length);
        Assert.All(expected.Zip(vector), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Tokenize_Text_MatchesTheReference(int number)
    {
        var reference = References[number];

        var ids = WordPieceTokenizer.Read(Directory).Encode(reference.GetProperty("text").GetString()!, 24);

        Assert.Equal(reference.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), ids);
    }

    [Fact]
    public void Tokenize_TokenizerJson_IsReadLikeTheList()
    {
        using var copy = new ModelCopy();
        var entries = File.ReadAllLines(Path.Combine(Directory, "vocab.txt"))
            .Select((word, id) => $"{JsonSerializer.Serialize(word)}:{id}");
        copy.Delete("vocab.txt");
        var vocabulary = "{" + string.Join(',', entries) + "}";
        copy.Write(
            "tokenizer.json",
            """{"normalizer":{"type":"BertNormalizer","lowercase":true},"model":{"type":"WordPiece","vocab":VOCABULARY}}""".Replace(
                "VOCABULARY", vocabulary, StringComparison.Ordinal));

        Assert.Equal(
            WordPieceTokenizer.Read(Directory)
                .Encode("Send emails to GitHub!", 24), WordPieceTokenizer
                .Read(copy.Path)
                .Encode("Send emails to GitHub!", 24));
    }

    [Theory]
    [InlineData("model.safetensors", null, "has no model.safetensors")]
    [InlineData("model.safetensors", "short", "header cannot be read")]
    [InlineData("model.safetensors", "\u0001\u0001\u0001\u0001\u0001\u0001\u0001\u0001{}", "no safetensors file")]
    [InlineData("config.json", null, "has no config.json")]
    [InlineData("config.json", """{"model_type":"mpnet"}""", "only bert with gelu")]
    [InlineData("config.json", """{"model_type":"bert","hidden_size":7}""", "does not describe a BERT model")]
    [InlineData("vocab.txt", null, "neither vocab.txt nor tokenizer.json")]
    [InlineData("vocab.txt", "a\nb", "no BERT vocabulary")]
    public void Read_BrokenModel_SaysWhatIsWrong(string file, string? content, string message)
    {
        using var copy = new ModelCopy();
        copy.Delete(file);
        if (content is not null)
        {
            copy.Write(file, content);
        }

        var failure = Assert.Throws<InvalidDataException>(() => BertEncoder.Read(copy.Path));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmbedAsync_MissingModel_IsAnErrorNotACrash()
    {
        var provider = new LocalModelProvider(Path.Combine(Directory, "nowhere"));

        var embedded = await provider.EmbedAsync(["text"], TestContext.Current.CancellationToken);

        Assert.Contains("model.safetensors", embedded.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmbedAsync_Batch_EqualsOneByOne()
    {
        var provider = new LocalModelProvider(Directory);

        var batch = await provider.EmbedAsync(["send email", "what time is it"], TestContext.Current.CancellationToken);
        var single = await provider.EmbedAsync(["what time is it"], TestContext.Current.CancellationToken);

        Assert.Equal(single.Value![0], batch.Value![1]);
    }

    private sealed class ModelCopy : IDisposable
    {
        public ModelCopy()
        {
            foreach (var file in new DirectoryInfo(Directory).EnumerateFiles())
            {
                file.CopyTo(System.IO.Path.Combine(Path, file.Name));
            }
        }

        public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("tiny-bert").FullName;

        public void Delete(string file) => File.Delete(System.IO.Path.Combine(Path, file));

        public void Write(string file, string content) => File.WriteAllText(System.IO.Path.Combine(Path, file), content);

        public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
    }
}
