using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Embeddings.Bert;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Discovery.Embeddings;

/// <summary>BERT's tokenizer on a vocabulary small enough to see through. Ids are places in the list.</summary>
public sealed class WordPieceTokenizerTests : IDisposable
{
    private static readonly string[] Vocabulary =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "get", "git", "##hub", "hub", "##s", "weather", ".", "!", "e", "##e", "cafe", "東", "京", "Get",
            "straße", "un", "##aff", "##able"];

    private readonly TemporaryDirectory _directory = new();

    public WordPieceTokenizerTests() => File.WriteAllLines(Path.Combine(_directory.Path, "vocab.txt"), Vocabulary);

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
    [InlineData("東京", "東 京")]
    [InlineData("get東京hub", "get 東 京 hub")]
    [InlineData("get\u0000\u200b hub", "get hub")]
    [InlineData("  get\t\nhub ", "get hub")]
    [InlineData("ee", "e ##e")]
    public void Encode_Text_TakesTheLongestPiecesFromTheLeft(string text, string pieces) =>
        Assert.Equal($"[CLS] {pieces} [SEP]".Replace("  ", " ", StringComparison.Ordinal), Pieces(Read().Encode(text, 64)));

    [Theory]
    [InlineData(2, "[CLS] [SEP]")]
    [InlineData(3, "[CLS] git [SEP]")]
    [InlineData(4, "[CLS] git ##hub [SEP]")]
    [InlineData(9, "[CLS] git ##hub weather [SEP]")]
    public void Encode_LongText_IsCutBeforeTheMark(int most, string pieces) =>
        Assert.Equal(pieces, Pieces(Read().Encode("github weather", most)));

    [Fact]
    public void Encode_WordOfMoreThan100Letters_IsUnknown() =>
        Assert.Equal("[CLS] [UNK] [SEP]", Pieces(Read().Encode(new string('e', 101), 512)));

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
        return ids.Length <= most && ids[0] == 2 && ids[^1] == 3 && ids.All(id => id is >= 0 and < 22);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("[UNK]")]
    [InlineData("[CLS]")]
    [InlineData("[SEP]")]
    public void Read_VocabularyWithoutAMark_IsNone(string mark)
    {
        File.WriteAllLines(Path.Combine(_directory.Path, "vocab.txt"), Vocabulary.Where(word => word != mark));

        Assert.Contains(mark, Assert.Throws<InvalidDataException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherKindOfTokenizer_SaysWhichItIs()
    {
        File.Delete(Path.Combine(_directory.Path, "vocab.txt"));
        Assert.Contains("neither", Assert.Throws<InvalidDataException>(() => Read()).Message, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(_directory.Path, "tokenizer.json"), """{"model":{"type":"BPE","vocab":{}}}""");
        Assert.Contains("BPE", Assert.Throws<InvalidDataException>(() => Read()).Message, StringComparison.Ordinal);
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

    private WordPieceTokenizer Read() => WordPieceTokenizer.Read(_directory.Path);

    private static string Pieces(int[] ids) => string.Join(' ', ids.Select(id => Vocabulary[id]));
}
