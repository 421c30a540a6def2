using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Embeddings.Onnx.Tokenization;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Embeddings;

/// <summary>BERT's tokenizer on a vocabulary small enough to see through. Ids are places in the list.</summary>
public sealed class TokenizerFilesTests : IDisposable
{
    private static readonly string[] Vocabulary =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "get", "git", "##hub", "hub", "##s", "weather", ".", "!", "e", "##e", "cafe", "東",
            "京", "Get", "straße", "un", "##aff", "##able", "viet", "lodz", "[", "]", "sep"];

    private readonly TemporaryDirectory _directory = new();

    public TokenizerFilesTests() => File.WriteAllLines(Path.Combine(_directory.Path, "vocab.txt"), Vocabulary);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("get", "get")]
    [InlineData("GET Get", "get get")]
    [InlineData("github", "git ##hub")]
    [InlineData("githubs", "git ##hub ##s")]
    [InlineData("git hub", "git hub")]
    [InlineData("unaffable", "un ##aff ##able")]
    [InlineData("unaffablex", "[UNK]")]
    [InlineData("gitx hub", "[UNK] hub")]
    [InlineData("weather!.", "weather ! .")]
    [InlineData("Café", "cafe")]
    [InlineData("cafe\u0301", "cafe")]
    [InlineData("Việt", "viet")]
    [InlineData("STRAßE", "straße")]
    [InlineData("東京", "東 京")]
    [InlineData("get東京hub", "get 東 京 hub")]
    [InlineData("  get\t\nhub ", "get hub")]
    [InlineData("get\nhub", "get hub")]
    [InlineData("get   hub", "get hub")]
    [InlineData("ee", "e ##e")]
    [InlineData("get [SEP] hub", "get [ sep ] hub")]
    public void Encode_Text_TakesTheLongestPiecesFromTheLeft(string text, string pieces) =>
        Assert.Equal($"[CLS] {pieces} [SEP]".Replace("  ", " ", StringComparison.Ordinal), Pieces(Read().Encode(text, 64)));

    [Theory]
    [InlineData(3, "[CLS] [SEP]")]
    [InlineData(4, "[CLS] git ##hub [SEP]")]
    [InlineData(9, "[CLS] git ##hub weather [SEP]")]
    public void Encode_LongText_IsCutBeforeTheMark(int most, string pieces) =>
        Assert.Equal(pieces, Pieces(Read().Encode("github weather", most)));

    [Fact]
    public void Encode_CasedModel_KeepsCase()
    {
        File.WriteAllText(Path.Combine(_directory.Path, "tokenizer_config.json"), """{"do_lower_case":false}""");

        Assert.Equal("[CLS] Get get [SEP]", Pieces(Read().Encode("Get get", 64)));
    }

    [Fact]
    public void Encode_AnyText_IsBetweenItsMarksAndShortEnough() => Prop.ForAll<string, PositiveInt>((text, more) =>
    {
        var most = more.Get + 2;
        var ids = Read().Encode(text ?? "", most);
        return ids.Count <= most && ids[0] == 2 && ids[^1] == 3 && ids.All(id => id >= 0 && id < Vocabulary.Length);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_VocabularyWithoutMarks_IsRefused()
    {
        File.WriteAllLines(Path.Combine(_directory.Path, "vocab.txt"), ["get", "hub"]);

        Assert.Contains("vocabulary", Assert.Throws<InvalidDataException>(() => Read()).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_OtherKindOfTokenizer_SaysWhichItIs()
    {
        File.Delete(Path.Combine(_directory.Path, "vocab.txt"));
        Assert.Contains("no tokenizer", Assert.Throws<InvalidDataException>(() => Read()).Message, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(_directory.Path, "tokenizer.json"), """{"model":{"type":"BPE","vocab":{}}}""");
        Assert.Contains("BPE", Assert.Throws<InvalidDataException>(() => Read()).Message, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(_directory.Path, "tokenizer.json"), "[");
        Assert.Contains("not JSON", Assert.Throws<InvalidDataException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "[CLS] get get [SEP]")]
    [InlineData(false, "[CLS] Get get [SEP]")]
    public void Read_TokenizerJson_SaysWhetherCaseCounts(bool lowersCase, string pieces)
    {
        File.Delete(Path.Combine(_directory.Path, "vocab.txt"));
        var vocabulary = JsonSerializer.Serialize(
            Vocabulary.Select((word, id) => (word, id)).ToDictionary(entry => entry.word, entry => entry.id));
        File.WriteAllText(
            Path.Combine(_directory.Path, "tokenizer.json"),
            $$$"""{"normalizer":{"lowercase":{{{(lowersCase ? "true" : "false")}}}},"model":{"type":"WordPiece","vocab":"""
                + $$$"""{{{vocabulary}}}}}""");

        Assert.Equal(pieces, Pieces(Read().Encode("Get get", 64)));
    }

    private ITextTokenizer Read() => TokenizerFiles.Read(_directory.Path);

    private static string Pieces(IEnumerable<int> ids) => string.Join(' ', ids.Select(id => Vocabulary[id]));
}
